import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type Connection, type Server } from 'ssh2'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSsh, type Ssh } from '../../../src/ssh/create-ssh.ts'
import type { SshLimits } from '../../../src/ssh/limits.ts'
import { runSections, section, trusting } from '../../support/ssh-setup.ts'
import { makeKey, publicBlob } from '../../support/sshd.ts'

/** What a server that breaks the protocol needs of ssh2: to send what it should not. */
interface Raw {
  readonly _protocol: {
    channelOpenConfirm(recipient: number, sender: number, window: number, packetSize: number): void
    channelData(recipient: number, data: Buffer): void
    authSuccess(): void
  }
}

let directory: string
let hostKeyFile: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'slash503-server-'))
  hostKeyFile = makeKey(directory, 'host_key')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

/** A client of a server that lets everybody in and then behaves as told. */
async function startHostile(
  behave: (connection: Connection & Raw) => void,
  limits: Partial<SshLimits> = {},
): Promise<Ssh> {
  const connections = new Set<Connection>()
  const server: Server = new ssh2.Server({ hostKeys: [readFileSync(hostKeyFile)] }, (connection) => {
    connections.add(connection)
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => context.accept())
    behave(connection as Connection & Raw)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const ssh = createSsh({
    resolve: (name) => ({
      name,
      address: '127.0.0.1',
      port,
      user: 'probe',
      identityFiles: [hostKeyFile],
      hostKeyName: name,
      knownHostsFiles: [],
      jump: [],
    }),
    hostKeys: trusting(publicBlob(`${hostKeyFile}.pub`)),
    limits: { shellMs: 500, channelMs: 500, killMs: 100, ...limits },
  })
  running.push({
    stop: async () => {
      await ssh.close()
      for (const connection of connections) connection.end()
      server.close()
    },
  })
  return ssh
}

const read = async (ssh: Ssh) => (await runSections(ssh, [section('a', 'echo a')])).a?.outcome
const words = (text: string) => ({ kind: 'unseen', detail: expect.stringContaining(text) })

describe('a server that breaks the protocol', () => {
  it('offers packets of no size, which would make ssh2 loop for ever', async () => {
    const ssh = await startHostile((connection) => {
      const { _protocol: protocol } = connection
      const confirm = protocol.channelOpenConfirm.bind(protocol)
      protocol.channelOpenConfirm = (recipient, sender, window) => confirm(recipient, sender, window, 0)
      connection.on('session', (accept) => accept().on('exec', (acceptExec) => acceptExec()))
    })
    expect(await read(ssh)).toMatchObject(words('offers packets of 0 bytes; dropped'))
  })

  it('sends on although nobody reads: the connection goes, memory stays', async () => {
    let sent = 0
    const ssh = await startHostile((connection) => {
      connection.on('tcpip', (accept) => {
        const channel = accept() as unknown as {
          outgoing: { id: number }
          on(name: 'error', listener: () => void): void
        }
        channel.on('error', () => undefined)
        const chunk = Buffer.alloc(32_000)
        const flood = (): void => {
          if (sent > 500_000_000) return
          for (let turn = 0; turn < 32; turn++) {
            connection._protocol.channelData(channel.outgoing.id, chunk)
            sent += chunk.length
          }
          setImmediate(flood)
        }
        connection.on('close', () => {
          sent = Number.POSITIVE_INFINITY
        })
        flood()
      })
    })
    const dialled = await ssh.dial(
      'app1',
      { kind: 'tcp', host: 'x', port: 1 },
      { signal: new AbortController().signal, timeoutMs: 2000 },
    )
    if (dialled.kind !== 'stream') throw new Error(JSON.stringify(dialled))
    const { stream } = dialled
    stream.on('error', () => undefined)
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, stream.readableLength)
    }, 1)
    await expect.poll(() => sent, { timeout: 10_000, interval: 20 }).toBe(Number.POSITIVE_INFINITY)
    clearInterval(watch)
    expect(most).toBeLessThan(10_000_000)
  })

  it.each<[string, (connection: Connection & Raw) => void, string]>([
    ['never answers a channel', () => undefined, 'refuses a session'],
    [
      'never answers the exec request',
      (connection) => void connection.on('session', (accept) => void accept().on('exec', () => undefined)),
      'opened no channel within 500 ms',
    ],
    [
      'accepts the exec request and runs nothing',
      (connection) =>
        void connection.on('session', (accept) => void accept().on('exec', (acceptExec) => void acceptExec())),
      'the login shell ran nothing within 500 ms',
    ],
    [
      'ends the connection in the middle',
      (connection) => void connection.on('session', (accept) => void accept().on('exec', () => connection.end())),
      'was lost',
    ],
    [
      'closes the channel without an exit status',
      (connection) =>
        void connection.on('session', (accept) => void accept().on('exec', (acceptExec) => void acceptExec().end())),
      'before it ran anything',
    ],
  ])('%s', async (_name, behave, detail) => {
    const startedAt = performance.now()
    expect(await read(await startHostile(behave))).toMatchObject(words(detail))
    expect(performance.now() - startedAt).toBeLessThan(2500)
  })

  it('settles every section once when many wait for the same connection that breaks', async () => {
    const ssh = await startHostile((connection) => void connection.on('session', () => connection.end()))
    const all = await Promise.all(
      Array.from({ length: 5 }, () => runSections(ssh, [section('a', 'a'), section('b', 'b', { mayHang: true })])),
    )
    for (const settled of all) {
      expect(Object.keys(settled).sort()).toEqual(['a', 'b'])
      expect(settled.a?.outcome.kind).toBe('unseen')
    }
  })
})
