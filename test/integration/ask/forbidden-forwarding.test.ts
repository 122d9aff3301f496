import { afterEach, describe, expect, it } from 'vitest'
import { createAsk } from '../../../src/ask/create-ask.ts'
import { createDirectDial } from '../../../src/ask/create-direct-dial.ts'
import { buildBalancerServersAsk } from '../../../src/probe/balancer-servers.ts'
import type { Dial, DialTarget } from '../../../src/probe/dial.ts'
import type { Ask } from '../../../src/probe/execute.ts'
import { buildHttpAsk } from '../../../src/probe/http.ts'
import { buildRedisAsk } from '../../../src/probe/redis.ts'
import { buildTcpAsk } from '../../../src/probe/tcp.ts'
import type { Unseen } from '../../../src/probe/unseen.ts'
import { answers, type Peer, startPeer } from '../../support/peers.ts'
import { endpointOf } from './ask-from-here.ts'

const direct = createDirectDial()
const denied: Unseen = {
  kind: 'unseen',
  reason: 'denied',
  detail: 'app1 forbids forwarding',
  fix: 'AllowTcpForwarding yes',
}
const ok = answers('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')

/** An ask on host app1, whose sshd answers every dial with `answer`; the bot dials for real. */
function askOn(answer: Unseen, hostAddress: string | undefined, fromBot: DialTarget[] = []) {
  const dial: Dial = (vantage, target, options) => {
    if (vantage !== 'bot') return Promise.resolve(answer)
    fromBot.push(target)
    return direct(vantage, target, options)
  }
  const ask = createAsk({ dial, hostAddress: () => hostAddress, now: () => Date.UTC(2026, 0, 1) })
  return (what: Ask, vantage = 'app1') => ask(vantage, what, { signal: new AbortController().signal })
}

describe('createAsk() on a host that forbids forwarding', () => {
  let peer: Peer | undefined
  afterEach(async () => {
    await peer?.stop()
    peer = undefined
  })
  const start = async () => {
    peer = await startPeer(ok)
    return peer.port
  }

  it('asks from the bot instead and says so', async () => {
    const port = await start()
    const result = await askOn(denied, undefined)(buildHttpAsk({ url: `http://127.0.0.1:${port}/` }), 'bot')
    expect(result).toMatchObject({ from: 'bot', at: '2026-01-01T00:00:00.000Z', outcome: { tries: [{ status: 200 }] } })
  })

  it("takes the host's address for its loopback, and keeps the name that was asked for", async () => {
    let asked = ''
    peer = await startPeer((socket) => {
      socket.once('data', (bytes: Buffer) => {
        asked = bytes.toString()
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      })
    })
    const targets: DialTarget[] = []
    const result = await askOn(denied, '127.0.0.2', targets)(buildHttpAsk({ url: `http://localhost:${peer.port}/` }))
    // The peer listens on 127.0.0.1 alone, so that 127.0.0.2 is another machine to it.
    expect(targets).toEqual([{ kind: 'tcp', host: '127.0.0.2', port: peer.port }])
    expect(result.outcome).toMatchObject({ kind: 'unseen', reason: 'denied' })
    const seen = await askOn(denied, '127.0.0.1')(buildHttpAsk({ url: `http://localhost:${peer.port}/` }))
    expect(seen).toMatchObject({ from: 'bot', outcome: { tries: [{ status: 200 }] } })
    expect(asked).toContain(`Host: localhost:${peer.port}`)
  })

  it.each([
    ['http', buildHttpAsk({ url: 'http://127.0.0.1:1/' })],
    ['tcp', buildTcpAsk({ host: 'localhost', port: 1 })],
    ['redis', buildRedisAsk(endpointOf('redis', 'redis://[::1]:1'))],
  ])('does not take a failure from the bot for one of the loopback: %s', async (_kind, ask) => {
    const { from, outcome } = await askOn(denied, '127.0.0.1')(ask)
    expect(from).toBe('bot')
    expect(outcome).toEqual({
      kind: 'unseen',
      reason: 'denied',
      detail: expect.stringMatching(
        /^app1 forbids forwarding; asked from the bot at 127\.0\.0\.1 instead: .*ECONNREFUSED/,
      ),
      fix: 'AllowTcpForwarding yes',
    })
  })

  it('gives a failure from the bot as one seen from the bot where the target is no loopback', async () => {
    const ask = buildTcpAsk({ host: 'no-such-host.invalid', port: 80 })
    const { from, outcome } = await askOn(denied, '10.0.0.1')(ask)
    expect({ from, outcome }).toMatchObject({ from: 'bot', outcome: { kind: 'failed', failure: 'name-not-found' } })
  })

  it('stays unseen where no address of the host is known', async () => {
    const { from, outcome } = await askOn(denied, undefined)(buildTcpAsk({ host: '127.0.0.1', port: 1 }))
    expect({ from, outcome }).toEqual({ from: 'app1', outcome: denied })
  })

  it('has no other way to a unix socket', async () => {
    const targets: DialTarget[] = []
    const result = await askOn(denied, '127.0.0.1', targets)(buildBalancerServersAsk({ socket: '/run/haproxy.sock' }))
    expect([result.from, result.outcome, targets]).toEqual(['app1', denied, []])
  })

  it.each(['unreachable', 'timed-out'] as const)('does not look past a host that is %s', async (reason) => {
    const gone: Unseen = { kind: 'unseen', reason, detail: 'ssh: gone' }
    const targets: DialTarget[] = []
    const result = await askOn(gone, '127.0.0.1', targets)(buildTcpAsk({ host: 'db1', port: 5432 }))
    expect([result.from, result.outcome, targets]).toEqual(['app1', gone, []])
  })
})
