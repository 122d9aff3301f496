import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseConnections } from './connections.ts'

describe('parseConnections()', () => {
  it.each([
    ['debian-11', { kind: 'seen', value: { states: { LISTEN: 5 }, onPort: { established: 0, closeWait: 0 } } }],
    ['debian-12', { kind: 'seen', value: { states: { LISTEN: 5 }, onPort: { established: 0, closeWait: 0 } } }],
    ['debian-13', { kind: 'seen', value: { states: { LISTEN: 5 }, onPort: { established: 0, closeWait: 0 } } }],
    [
      'debian-12-busy',
      {
        kind: 'seen',
        value: {
          states: { ESTAB: 6, LISTEN: 5 },
          peers: [
            { address: '127.0.0.1', port: 80, state: 'ESTAB', count: 2 },
            { address: '127.0.0.1', port: 8080, state: 'ESTAB', count: 1 },
          ],
          onPort: { established: 2, closeWait: 0 },
        },
      },
    ],
    [
      'busybox',
      {
        kind: 'seen',
        value: {
          states: { ESTAB: 2, LISTEN: 1 },
          peers: [{ address: '127.0.0.1', port: 8000, state: 'ESTAB', count: 1 }],
          onPort: { established: 1 },
        },
      },
    ],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseConnections(readFixture(`connections/${system}`))).toMatchObject(expected)
  })

  it('tells nothing of a port that was not asked for', () => {
    const parsed = parseConnections({ stdout: 'port \ntable\nstate ESTAB 2\nend\n', stderr: '', exit: 0 })
    expect(parsed).toEqual({ kind: 'seen', value: { states: { ESTAB: 2 }, peers: [] } })
  })

  it.each([
    ['', { reason: 'garbled' }],
    ['sh: 1: awk: not found\n', { reason: 'not-found' }],
    ['Cannot open netlink socket: Permission denied\n', { reason: 'denied' }],
  ])('counts nothing without a table when %j is said', (stderr, expected) => {
    expect(parseConnections({ stdout: 'port 80\nend\n', stderr, exit: 0 })).toMatchObject({
      kind: 'unseen',
      ...expected,
    })
  })
})
