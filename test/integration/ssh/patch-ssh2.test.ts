import { Socket } from 'node:net'
import ssh2 from 'ssh2'
import { describe, expect, it } from 'vitest'
import { patchSsh2 } from '../../../src/ssh/patch-ssh2.ts'

/** A client that was told to connect over a socket that never will. */
function connecting(): ssh2.Client {
  const client = new ssh2.Client().on('error', () => undefined)
  return client.connect({ sock: new Socket(), username: 'probe', readyTimeout: 0 })
}

/** The same client, seen as if one part of its protocol were not there. */
function without(client: ssh2.Client, name: string): ssh2.Client {
  const hide = <T extends object>(target: T, hidden: string, shown: unknown): T =>
    new Proxy(target, { get: (of, key) => (key === hidden ? shown : Reflect.get(of, key)) })
  const { _protocol: protocol } = client as unknown as { _protocol: object }
  return hide(client, '_protocol', hide(protocol, name, undefined))
}

describe('patchSsh2()', () => {
  it('finds the ssh2 that is installed built as expected', () => {
    expect(patchSsh2(connecting())).toBe(true)
  })

  it('would find it so also through the view of the next test', () => {
    expect(patchSsh2(without(connecting(), 'nothing'))).toBe(true)
  })

  it.each(['authPK', 'service', '_handlers', '_packetRW', '_cipher'])(
    'leaves a client alone that has no %s',
    (name) => {
      expect(patchSsh2(without(connecting(), name))).toBe(false)
    },
  )

  it('leaves a client alone that was not connected', () => {
    expect(patchSsh2(new ssh2.Client())).toBe(false)
  })
})
