import { describe, expect, it } from 'vitest'
import { withAccess } from './with-access.ts'

const configured = { targets: { app1: { name: 'app1', user: 'deploy', port: 2222 }, db1: { name: 'db1', user: 'pg' } } }

describe('withAccess()', () => {
  it('leaves everything as configured without flags', () => {
    expect(withAccess(configured, undefined)).toBe(configured)
  })

  it('lets the user, key and way of the command line win, for the hosts that they are about', () => {
    const access = {
      hosts: ['app1', 'app2'],
      user: 'ops',
      users: { app2: 'root' },
      identity: '/k',
      jump: 'me@gate:2200',
    }
    const jump = ['gate']
    expect({ ...withAccess(configured, access).targets }).toEqual({
      app1: { name: 'app1', user: 'ops', port: 2222, identity: '/k', jump },
      app2: { name: 'app2', user: 'root', identity: '/k', jump },
      db1: { name: 'db1', user: 'pg' },
      gate: { name: 'gate', user: 'me', port: 2200 },
    })
  })

  it('says what a jump should look like', () => {
    expect(() => withAccess(configured, { hosts: ['app1'], users: {}, jump: 'gate:99999' })).toThrow(
      '[user@]host[:port]',
    )
  })
})
