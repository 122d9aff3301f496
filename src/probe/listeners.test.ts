import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseListeners } from './listeners.ts'

describe('parseListeners()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            { address: '0.0.0.0', port: 81, queued: 0, backlog: 511 },
            { address: '::', port: 80, queued: 0, backlog: 511 },
          ]),
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            { address: '0.0.0.0', port: 81, queued: 0, backlog: 511 },
            { address: '::', port: 80, queued: 0, backlog: 511 },
          ]),
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            { address: '0.0.0.0', port: 81, queued: 0, backlog: 511 },
            { address: '::', port: 80, queued: 0, backlog: 511 },
          ]),
        },
      },
    ],
    [
      'debian-12-bash',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            { address: '0.0.0.0', port: 81, queued: 0, backlog: 511 },
            { address: '::', port: 80, queued: 0, backlog: 511 },
          ]),
        },
      },
    ],
    [
      'debian-11-root',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            expect.objectContaining({ port: 8080, process: 'haproxy', pid: expect.any(Number) }),
          ]),
        },
      },
    ],
    [
      'debian-12-root',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            expect.objectContaining({ port: 8080, process: 'haproxy', pid: expect.any(Number) }),
          ]),
        },
      },
    ],
    [
      'debian-13-root',
      {
        kind: 'seen',
        value: {
          sockets: expect.arrayContaining([
            expect.objectContaining({ port: 8080, process: 'haproxy', pid: expect.any(Number) }),
          ]),
        },
      },
    ],
    ['busybox', { kind: 'seen', value: { sockets: [{ address: '::', port: 8000, queued: 0 }] } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseListeners(readFixture(`listeners/${system}`))).toMatchObject(expected)
  })

  it('tells a full accept queue from either source', () => {
    const ss = 'State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nLISTEN 129 128 *:8000 *:*\nend\n'
    const proc =
      '  sl  local_address rem_address   st tx_queue rx_queue\n   0: 0100007F:1F40 00000000:0000 0A 00000000:00000081 00:00000000 00000000  1000\nend\n'
    expect(parseListeners({ stdout: ss, stderr: '', exit: 0 })).toMatchObject({
      value: { sockets: [{ address: '*', port: 8000, queued: 129, backlog: 128 }] },
    })
    expect(parseListeners({ stdout: proc, stderr: '', exit: 0 })).toMatchObject({
      value: { sockets: [{ address: '127.0.0.1', port: 8000, queued: 129 }] },
    })
  })

  it('takes a table without sockets for none, and no table for a gap', () => {
    expect(parseListeners({ stdout: 'State  Recv-Q Send-Q\nend\n', stderr: '', exit: 0 })).toEqual({
      kind: 'seen',
      value: { sockets: [] },
    })
    expect(
      parseListeners({ stdout: 'end\n', stderr: 'Cannot open netlink socket: Permission denied\n', exit: 0 }),
    ).toMatchObject({ reason: 'denied' })
  })
})
