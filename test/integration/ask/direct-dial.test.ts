import { getEventListeners, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDirectDial } from '../../../src/ask/create-direct-dial.ts'
import type { DialTarget } from '../../../src/probe/dial.ts'
import { behaviours, startFullBacklog, startPeer } from '../../support/peers.ts'

const dial = createDirectDial()
const dialTo = (target: DialTarget, timeoutMs = 1000, signal = new AbortController().signal) =>
  dial('bot', target, { signal, timeoutMs })
const tcp = (host: string, port: number) => ({ kind: 'tcp', host, port }) as const

describe('createDirectDial()', () => {
  it.each(['127.0.0.1', 'localhost'])('gives a stream to %s', async (host) => {
    const peer = await startPeer(behaviours.silent)
    const dialled = await dialTo(tcp(host, peer.port))
    expect(dialled.kind).toBe('stream')
    await expect.poll(() => peer.open.size).toBe(1)
    if (dialled.kind === 'stream') dialled.stream.destroy()
    await expect.poll(() => peer.open.size).toBe(0)
    await peer.stop()
  })

  it('tries the next address when one is refused, and when one says nothing', async () => {
    const full = await startFullBacklog()
    const server = createServer((socket) => socket.end('second')).listen(full.port, '127.0.0.2')
    await once(server, 'listening')
    const resolve = () => Promise.resolve(['127.0.0.3', '127.0.0.1', '127.0.0.2'])
    const { signal } = new AbortController()
    const startedAt = performance.now()
    const dialled = await createDirectDial({ resolve })('bot', tcp('app', full.port), { signal, timeoutMs: 2000 })
    expect(performance.now() - startedAt).toBeLessThan(1000)
    const text = dialled.kind === 'stream' ? Buffer.concat(await dialled.stream.toArray()).toString() : dialled.detail
    server.close()
    full.stop()
    expect(text).toBe('second')
  })

  it('calls a resolver that does not answer a timeout of the name, not of the connection', async () => {
    const resolve = () => new Promise<string[]>(() => {})
    const { signal } = new AbortController()
    const dialled = await createDirectDial({ resolve })('bot', tcp('app', 80), { signal, timeoutMs: 200 })
    expect(dialled).toMatchObject({ failure: 'timed-out', phase: 'resolve' })
  })

  it.each([
    ['EAI_AGAIN', /did not answer whether app exists \(EAI_AGAIN\)/],
    ['EAI_FAIL', /did not answer whether app exists \(EAI_FAIL\)/],
    ['ENOTFOUND', /^getaddrinfo ENOTFOUND app$/],
  ])('tells a resolver in trouble from a name that does not exist: %s', async (code, detail) => {
    const error = Object.assign(new Error(`getaddrinfo ${code} app`), { code, syscall: 'getaddrinfo' })
    const { signal } = new AbortController()
    const dial = createDirectDial({ resolve: () => Promise.reject(error) })
    const dialled = await dial('bot', tcp('app', 80), { signal, timeoutMs: 200 })
    expect(dialled).toMatchObject({
      failure: 'name-not-found',
      phase: 'resolve',
      detail: expect.stringMatching(detail),
    })
  })

  it('gives a stream to a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dial-'))
    const path = join(folder, 's')
    const server = createServer((socket) => socket.end('hi')).listen(path)
    await once(server, 'listening')
    const dialled = await dialTo({ kind: 'unix', path })
    server.close()
    rmSync(folder, { recursive: true })
    expect(dialled.kind).toBe('stream')
  })

  it.each([
    ['a refused port', tcp('127.0.0.1', 1), 'refused', 'connect'],
    ['a name whose every address refuses', tcp('localhost', 1), 'refused', 'connect'],
    ['a name that does not exist', tcp('no-such-host.invalid', 80), 'name-not-found', 'resolve'],
    ['a missing unix socket', { kind: 'unix', path: '/nonexistent/s' }, 'refused', 'connect'],
    ['an address without a route', tcp('255.255.255.255', 80), 'unroutable', 'connect'],
  ] as const)('tells %s apart', async (_what, target, failure, phase) => {
    expect(await dialTo(target)).toMatchObject({ kind: 'failed', failure, phase })
  })

  it('gives up on a connection that nobody accepts when its time is up', async () => {
    const full = await startFullBacklog()
    const startedAt = performance.now()
    const dialled = await dialTo(tcp('127.0.0.1', full.port), 300)
    full.stop()
    expect(dialled).toMatchObject({
      failure: 'timed-out',
      phase: 'connect',
      detail: expect.stringContaining('127.0.0.1'),
    })
    expect(performance.now() - startedAt).toBeLessThan(800)
  })

  it('ends at once when the run does, and leaves no listener on its signal', async () => {
    const full = await startFullBacklog()
    const controller = new AbortController()
    const dialling = dialTo(tcp('127.0.0.1', full.port), 10_000, controller.signal)
    setTimeout(() => controller.abort(), 100)
    expect(await dialling).toMatchObject({ kind: 'unseen', reason: 'aborted' })
    full.stop()
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })
})
