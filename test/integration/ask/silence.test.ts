import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { buildBalancerServersAsk } from '../../../src/probe/balancer-servers.ts'
import { buildDatabaseAsk } from '../../../src/probe/database.ts'
import type { Ask } from '../../../src/probe/execute.ts'
import { buildHttpAsk } from '../../../src/probe/http.ts'
import { buildRedisAsk } from '../../../src/probe/redis.ts'
import { buildTcpAsk } from '../../../src/probe/tcp.ts'
import { behaviours, type Peer, startFullBacklog, startPeer } from '../../support/peers.ts'
import { askFromHere, endpointOf } from './ask-from-here.ts'

const asks: Readonly<Record<string, (port: number, timeoutMs: number) => Ask>> = {
  http: (port, timeoutMs) => buildHttpAsk({ url: `http://127.0.0.1:${port}/`, timeoutMs }),
  https: (port, timeoutMs) => buildHttpAsk({ url: `https://127.0.0.1:${port}/`, timeoutMs }),
  redis: (port, timeoutMs) => buildRedisAsk(endpointOf('redis', `redis://:pw@127.0.0.1:${port}`), { timeoutMs }),
  rediss: (port, timeoutMs) => buildRedisAsk(endpointOf('redis', `rediss://127.0.0.1:${port}`), { timeoutMs }),
  postgres: (port, timeoutMs) =>
    buildDatabaseAsk(endpointOf('postgres', `postgres://u:pw@127.0.0.1:${port}/d`), { timeoutMs }),
  'postgres without TLS': (port, timeoutMs) =>
    buildDatabaseAsk(endpointOf('postgres', `postgres://u:pw@127.0.0.1:${port}/d?sslmode=disable`), { timeoutMs }),
}
const names = Object.keys(asks)

/** The one failure of an answer, whatever was asked. */
async function failureOf(ask: Ask, signal?: AbortSignal) {
  const { outcome } = await askFromHere(ask, signal)
  return outcome.kind === 'http' ? outcome.tries[0] : outcome
}

describe('asking a peer in trouble', () => {
  let peer: Peer
  const start = async (behave: (typeof behaviours)[keyof typeof behaviours]) => {
    peer = await startPeer(behave)
    return (name: string, timeoutMs = 2000) => asks[name]?.(peer.port, timeoutMs) ?? buildTcpAsk({ host: '', port: 0 })
  }
  afterEach(() => peer.stop())

  it.each(names)('%s: a peer that accepts and says nothing is timed out, in time, and hung up on', async (name) => {
    const build = await start(behaviours.silent)
    const startedAt = performance.now()
    const failure = await failureOf(build(name, 300))
    expect(performance.now() - startedAt).toBeLessThan(1000)
    const phase = name === 'https' || name === 'rediss' ? 'tls' : 'answer'
    expect(failure).toMatchObject({ kind: 'failed', failure: 'timed-out', phase })
    await expect.poll(() => peer.open.size).toBe(0)
    expect(peer.accepted()).toBe(1)
  })

  it.each(names)('%s: an aborted run ends at once and leaves neither socket nor listener', async (name) => {
    const build = await start(behaviours.silent)
    const controller = new AbortController()
    const asking = failureOf(build(name, 10_000), controller.signal)
    await expect.poll(() => peer.open.size).toBe(1)
    const startedAt = performance.now()
    controller.abort()
    expect(await asking).toMatchObject({ kind: 'unseen', reason: 'aborted' })
    expect(performance.now() - startedAt).toBeLessThan(500)
    await expect.poll(() => peer.open.size).toBe(0)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  it.each(names)('%s: a run aborted before it began is not asked for', async (name) => {
    const build = await start(behaviours.silent)
    expect(await failureOf(build(name), AbortSignal.abort())).toMatchObject({ kind: 'unseen', reason: 'aborted' })
    expect(peer.accepted()).toBe(0)
  })

  it.each(names)('%s: many asks in one run leave no listener on its signal', async (name) => {
    const build = await start(behaviours.hangsUp)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 20 }, () => askFromHere(build(name), signal)))
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
    await expect.poll(() => peer.open.size).toBe(0)
  })

  it.each(names)('%s: a peer that hangs up is told apart from silence', async (name) => {
    const build = await start(behaviours.hangsUp)
    expect(await failureOf(build(name))).toMatchObject({ failure: expect.stringMatching(/^(?:closed|reset)$/) })
  })

  it.each(names)('%s: a peer that resets is told apart', async (name) => {
    const build = await start(behaviours.resets)
    expect(await failureOf(build(name))).toMatchObject({ failure: 'reset' })
  })

  it.each(names)('%s: a peer that speaks SSH is no such server', async (name) => {
    const build = await start(behaviours.speaksSsh)
    expect(await failureOf(build(name, 1000))).toMatchObject({ failure: expect.stringMatching(/^(?:protocol|tls)$/) })
  })

  it.each(names)('%s: a flood is cut off, and memory stays', async (name) => {
    const build = await start(behaviours.floods)
    const before = process.memoryUsage().rss
    const failure = await failureOf(build(name, 2000))
    expect(failure).toMatchObject({ kind: 'failed', failure: expect.stringMatching(/^(?:protocol|tls)$/) })
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    await expect.poll(() => peer.open.size).toBe(0)
  })

  it.each(['redis', 'postgres', 'postgres without TLS'])('%s: a web server is no such server', async (name) => {
    const build = await start(behaviours.speaksHttp)
    expect(await failureOf(build(name))).toMatchObject({ failure: 'protocol', phase: 'answer' })
  })
})

describe('asking where nobody answers the connection', () => {
  it.each(names)('%s: it is a timeout of the connection, not of the answer', async (name) => {
    const full = await startFullBacklog()
    const failure = await failureOf(asks[name]?.(full.port, 400) ?? buildTcpAsk({ host: '', port: 0 }))
    full.stop()
    expect(failure).toMatchObject({ failure: 'timed-out', phase: 'connect' })
  })

  it.each([...names, 'tcp'])('%s: a refused port is refused', async (name) => {
    const ask = asks[name]?.(1, 1000) ?? buildTcpAsk({ host: '127.0.0.1', port: 1 })
    expect(await failureOf(ask)).toMatchObject({ failure: 'refused', phase: 'connect' })
  })

  it('a name that does not resolve is told apart', async () => {
    const ask = buildHttpAsk({ url: 'http://does-not-exist.invalid/' })
    expect(await failureOf(ask)).toMatchObject({ failure: 'name-not-found', phase: 'resolve' })
  })

  it('a unix socket that is not there is refused', async () => {
    const { outcome } = await askFromHere(buildBalancerServersAsk({ socket: '/nonexistent/admin.sock' }))
    expect(outcome).toMatchObject({ failure: 'refused', phase: 'connect' })
  })
})
