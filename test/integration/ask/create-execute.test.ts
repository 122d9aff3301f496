import { describe, expect, it } from 'vitest'
import { createExecute } from '../../../src/create-execute.ts'
import type { Dial } from '../../../src/probe/dial.ts'
import type { Execute } from '../../../src/probe/execute.ts'
import { buildTcpAsk } from '../../../src/probe/tcp.ts'
import { behaviours, startPeer } from '../../support/peers.ts'

describe('createExecute()', () => {
  const used: string[] = []
  const place = (name: string) => {
    const script: Execute['script'] = (host) => {
      used.push(`${name} script ${host}`)
      return Promise.resolve()
    }
    const dial: Dial = (vantage) => {
      used.push(`${name} dial ${vantage}`)
      return Promise.resolve({ kind: 'unseen', reason: 'unreachable', detail: name })
    }
    return { script, dial }
  }
  const execute = createExecute({ ssh: place('ssh'), local: place('local'), hostAddress: () => undefined })
  const { signal } = new AbortController()

  it.each([
    ['app1', 'ssh'],
    ['local', 'local'],
  ])('runs the script of %s through %s, and asks from there', async (host, name) => {
    used.length = 0
    await execute.script(host, [], { signal, onSection: () => {} })
    const { from } = await execute.ask(host, buildTcpAsk({ host: '127.0.0.1', port: 1 }), { signal })
    expect([used, from]).toEqual([[`${name} script ${host}`, `${name} dial ${host}`], host])
  })

  it('asks from the bot directly', async () => {
    const peer = await startPeer(behaviours.silent)
    const result = await execute.ask('bot', buildTcpAsk({ host: '127.0.0.1', port: peer.port }), { signal })
    await peer.stop()
    expect(result).toMatchObject({ from: 'bot', outcome: { kind: 'tcp', connectMs: expect.any(Number) } })
  })
})
