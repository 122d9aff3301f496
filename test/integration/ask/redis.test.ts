import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { buildRedisAsk } from '../../../src/probe/redis.ts'
import { type RealRedis, startRedis } from '../../support/redis.ts'
import { askFromHere, endpointOf, valueOf } from './ask-from-here.ts'

const look = (url: string, timeoutMs = 3000) =>
  valueOf('dependency-redis', buildRedisAsk(endpointOf('redis', url), { timeoutMs }))

describe('askRedis() on a real server', () => {
  let redis: RealRedis
  const clients: Redis[] = []
  const connect = async () => {
    const client = new Redis(redis.port, '127.0.0.1', { retryStrategy: null, lazyConnect: true })
    client.on('error', () => {})
    clients.push(client)
    await client.connect()
    return client
  }
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect()
    await redis.stop()
  })

  it('reads a healthy master', async () => {
    redis = await startRedis({ maxclients: 50, maxmemory: '100mb' })
    expect(await look(redis.url())).toMatchObject({
      kind: 'answered',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      role: 'master',
      isLoading: false,
      connectedClients: 1,
      maxClients: 50,
      maxMemoryBytes: 104_857_600,
      evictionPolicy: 'noeviction',
      lastSaveOk: true,
      stopsWritesOnSaveError: true,
    })
    expect(await look(redis.url())).not.toHaveProperty('error')
  })

  it('leaves no connection behind', async () => {
    redis = await startRedis()
    for (let times = 0; times < 20; times += 1) await look(redis.url())
    const client = await connect()
    await expect.poll(async () => ((await client.call('CLIENT', 'LIST')) as string).trim().split('\n').length).toBe(1)
  })

  it('hears from a server at maxclients that it is', async () => {
    redis = await startRedis({ maxclients: 2 })
    await connect()
    await connect()
    const seen = await Promise.all([look(redis.url()), look(redis.url()), look(redis.url('pw'))])
    expect(seen).toEqual(
      Array(3).fill(expect.objectContaining({ kind: 'answered', error: 'ERR max number of clients reached' })),
    )
  })

  it('is answered NOAUTH without a password, WRONGPASS with a wrong one, and in full with the right one', async () => {
    redis = await startRedis({ requirepass: 'right' })
    expect(await look(redis.url())).toMatchObject({ error: 'NOAUTH Authentication required.' })
    const wrong = await look(redis.url('wrong-one'))
    expect(wrong).toMatchObject({ error: expect.stringMatching(/^WRONGPASS/) })
    expect(JSON.stringify(wrong)).not.toContain('wrong-one')
    const right = await look(redis.url('right'))
    expect(right).toMatchObject({ role: 'master' })
    expect(right).not.toHaveProperty('error')
  })

  it('takes a password that the server never asked for as no trouble', async () => {
    redis = await startRedis()
    expect(await look(redis.url('needless'))).toMatchObject({ role: 'master' })
  })

  it('sees memory at its limit under noeviction', async () => {
    redis = await startRedis({ maxmemory: '2mb' })
    const client = await connect()
    const fill = async () => {
      for (let at = 0; at < 100; at += 1) await client.set(`key${at}`, 'x'.repeat(50_000))
    }
    await expect(fill()).rejects.toThrow('OOM')
    const seen = await look(redis.url())
    if (seen.kind !== 'answered') throw new Error(seen.detail)
    expect(seen.evictionPolicy).toBe('noeviction')
    expect((seen.usedMemoryBytes ?? 0) / (seen.maxMemoryBytes ?? 1)).toBeGreaterThan(0.95)
  })

  it('is answered LOADING while the data set is read', async () => {
    redis = await startRedis()
    const client = await connect()
    for (let at = 0; at < 20_000; at += 1000) {
      const pipeline = client.pipeline()
      for (let key = at; key < at + 1000; key += 1) pipeline.set(`key:${key}`, 'x'.repeat(100))
      await pipeline.exec()
    }
    await client.call('SAVE')
    const data = { dir: redis.folder, 'key-load-delay': 500, 'loading-process-events-interval-bytes': 1024 }
    const loading = await startRedis(data)
    const seen = await look(loading.url())
    await loading.stop()
    expect(seen).toMatchObject({ error: expect.stringMatching(/^LOADING/), isLoading: true })
  })

  it('is answered MISCONF when the disk refuses the snapshot and writes are stopped', async () => {
    redis = await startRedis({ save: '3600 1' })
    const client = await connect()
    await client.set('a', 'b')
    // Whoever owns the server, a file cannot be renamed onto a folder.
    mkdirSync(join(redis.folder, 'dump.rdb', 'in-the-way'), { recursive: true })
    await client.call('BGSAVE')
    await expect.poll(async () => await look(redis.url()), { timeout: 5000 }).toMatchObject({ lastSaveOk: false })
    expect(await look(redis.url())).toMatchObject({
      error: expect.stringMatching(/^MISCONF/),
      stopsWritesOnSaveError: true,
    })
  })

  it('sees a replica that lost its master', async () => {
    redis = await startRedis({ replicaof: '127.0.0.1 1' })
    expect(await look(redis.url())).toMatchObject({ role: 'slave', masterLinkStatus: 'down' })
  })

  it('calls a stopped server refused', async () => {
    redis = await startRedis()
    redis.running.child.kill('SIGKILL')
    await sleep(100)
    expect(await look(redis.url())).toMatchObject({ kind: 'failed', failure: 'refused', phase: 'connect' })
  })

  it('calls a frozen server timed out in its answer, not in its connection', async () => {
    redis = await startRedis()
    redis.running.child.kill('SIGSTOP')
    const value = await look(redis.url(), 400)
    redis.running.child.kill('SIGCONT')
    const afterMs: unknown = expect.toSatisfy((ms: number) => ms >= 400 && ms < 1000)
    expect(value).toMatchObject({ kind: 'failed', failure: 'timed-out', phase: 'answer', afterMs })
  })

  it('gives the answer of a forbidden CONFIG as an error beside the others', async () => {
    redis = await startRedis({ 'rename-command': ['CONFIG', ''] })
    const { outcome } = await askFromHere(buildRedisAsk(endpointOf('redis', redis.url())))
    expect(outcome).toMatchObject({
      replies: [
        { text: 'PONG' },
        { text: expect.any(String) },
        { error: expect.stringContaining('unknown command') },
        {},
      ],
    })
    expect(await look(redis.url())).toMatchObject({ maxClients: expect.any(Number) })
  })
})
