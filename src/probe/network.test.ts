import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseNetwork } from './network.ts'

describe('parseNetwork()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: { listenOverflows: 0, listenDrops: 0, listenOverflowsTotal: 0, conntrack: { max: 262144 } },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: { listenOverflows: 0, listenDrops: 0, listenOverflowsTotal: 0, conntrack: { max: 262144 } },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: { listenOverflows: 0, listenDrops: 0, listenOverflowsTotal: 0, conntrack: { max: 262144 } },
      },
    ],
    ['busybox', { kind: 'seen', value: { socketsInUse: 3, listenDropsTotal: 0 } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseNetwork(readFixture(`network/${system}`))).toMatchObject(expected)
  })

  const names = 'names TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits'
  const sockstat = 'sockstat TCP: inuse 5 orphan 1 tw 7 alloc 9 mem 3'
  const looks = (first: string, second: string): string =>
    `uptime.1 10.00\n${names}\nvalues.1 ${first}\n${sockstat}\nsockstat6 TCP6: inuse 2\nuptime.2 10.41\nvalues.2 ${second}\nend\n`

  it('finds counters by name and tells what the sample added', () => {
    const stdout = looks('TcpExt: 0 100 200 9', 'TcpExt: 0 103 204 9')
    expect(parseNetwork({ stdout, stderr: '', exit: 0 })).toEqual({
      kind: 'seen',
      value: {
        sampleMs: 410,
        listenOverflows: 3,
        listenDrops: 4,
        listenOverflowsTotal: 103,
        listenDropsTotal: 204,
        socketsInUse: 7,
        orphans: 1,
        timeWait: 7,
        tcpMemoryPages: 3,
      },
    })
  })

  it.each([
    ['fewer values than names', looks('TcpExt: 0 1 2', 'TcpExt: 0 1 2')],
    ['only one look', looks('TcpExt: 0 1 2 3', '')],
    ['no TCP line', looks('TcpExt: 0 1 2 3', 'TcpExt: 0 1 2 3').replace(sockstat, '')],
  ])('makes no counters of %s', (_, stdout) => {
    expect(parseNetwork({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })
})
