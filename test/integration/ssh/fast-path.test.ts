import { Socket } from 'node:net'
import ssh2 from 'ssh2'
import { describe, expect, it } from 'vitest'
import { speedUp } from '../../../src/ssh/fast-path.ts'

describe('speedUp()', () => {
  it('finds the ssh2 that is installed built as expected', () => {
    const client = new ssh2.Client().on('error', () => undefined)
    client.connect({ sock: new Socket(), username: 'probe' })
    expect(speedUp(client)).toBe(true)
    client.destroy()
  })

  it.each(['authPK', 'service', '_handlers', '_packetRW', '_cipher'])(
    'leaves a client alone that has no %s',
    (name) => {
      const client = new ssh2.Client().on('error', () => undefined)
      client.connect({ sock: new Socket(), username: 'probe' })
      const protocol = (client as unknown as { _protocol: Record<string, unknown> })._protocol
      protocol[name] = undefined
      // Its socket was never connected: there is nothing to end.
      expect(speedUp(client)).toBe(false)
    },
  )
})
