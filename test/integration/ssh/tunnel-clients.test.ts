import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DialTarget } from '../../../src/probe/dial.ts'
import type { Ssh } from '../../../src/ssh/create-ssh.ts'
import { type Postgres, startPostgres } from '../../support/postgres.ts'
import { type RealRedis, startRedis } from '../../support/redis.ts'
import { sshTo } from '../../support/ssh-setup.ts'
import { type Sshd, startSshd } from '../../support/sshd.ts'

let sshd: Sshd
let ssh: Ssh
let postgres: Postgres
let redis: RealRedis
beforeAll(async () => {
  ;[sshd, postgres, redis] = await Promise.all([startSshd(), startPostgres(), startRedis()])
  ssh = sshTo(sshd)
})
afterAll(async () => {
  await ssh.close()
  await Promise.all([sshd.stop(), postgres.stop(), redis.stop()])
})

async function tunnel(target: DialTarget): Promise<Duplex> {
  const dialled = await ssh.dial('app1', target, { signal: new AbortController().signal, timeoutMs: 5000 })
  if (dialled.kind !== 'stream') throw new Error(JSON.stringify(dialled))
  return dialled.stream
}

describe('a tunnel is a socket to', () => {
  it('pg', async () => {
    const stream = await tunnel({ kind: 'tcp', host: '127.0.0.1', port: postgres.port })
    const client = new Client({ user: 'postgres', database: 'postgres', stream: () => stream })
    await client.connect()
    const { rows } = await client.query('select generate_series(1, 20000) as n')
    expect(rows).toHaveLength(20_000)
    await client.end()
    expect(stream.destroyed).toBe(true)
  })

  it('ioredis', async () => {
    const stream = await tunnel({ kind: 'unix', path: redis.socket })
    class Tunnel {
      check(): boolean {
        return true
      }
      connect(): Promise<never> {
        return Promise.resolve(stream as never)
      }
      disconnect(): void {
        stream.end()
      }
    }
    const client = new Redis({
      Connector: Tunnel as never,
      lazyConnect: true,
      retryStrategy: () => null,
      connectTimeout: 3000,
    })
    await client.connect()
    expect(await client.set('k', 'v'.repeat(300_000))).toBe('OK')
    expect(await client.strlen('k')).toBe(300_000)
    client.disconnect()
  })

  it('undici', async () => {
    const server = createServer((_request, response) => response.end('x'.repeat(1_000_000))).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const give = async (callback: (error: null, socket: never) => void): Promise<void> => {
      callback(null, (await tunnel({ kind: 'tcp', host: '127.0.0.1', port })) as never)
    }
    const agent = new Agent({
      connect: (_options, callback) => {
        void give(callback)
      },
    })
    for (let turn = 0; turn < 3; turn++) {
      const { body } = await request('http://app1/', { dispatcher: agent })
      expect((await body.text()).length).toBe(1_000_000)
    }
    await agent.close()
    server.close()
  })
})
