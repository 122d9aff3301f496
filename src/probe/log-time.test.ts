import { describe, expect, it } from 'vitest'
import { logTime } from './log-time.ts'

describe('logTime()', () => {
  it.each([
    ['2026/11/21 04:00:00 [error] 1#1: x', '2026-11-21T03:00:00.000Z'],
    ['[Sat Nov 21 04:00:00.123456 2026] [proxy:error] x', '2026-11-21T03:00:00.000Z'],
    ['Nov 21 04:00:00 lb1 haproxy[1]: x', '2026-11-21T03:00:00.000Z'],
    ['Dec  1 04:00:00 lb1 haproxy[1]: x', '2025-12-01T03:00:00.000Z'],
    ['2026-11-21T04:00:00.5+01:00 lb1 haproxy[1]: x', '2026-11-21T03:00:00.500Z'],
    ['1.2.3.4 - - [21/Nov/2026:03:00:00 +0000] "GET / HTTP/1.1" 503 1', '2026-11-21T03:00:00.000Z'],
    ['1795230000.250000 lb1 haproxy[1]: x', '2026-11-21T03:00:00.250Z'],
  ])('dates %s', (line, iso) => {
    const seconds = logTime(line, { seconds: 1795230465, zone: '+0100' })
    expect(new Date((seconds ?? 0) * 1000).toISOString()).toBe(iso)
  })

  it.each([['x'], [''], ['2026/13/45 99:00:00 x'], ['[Xxx Yyy 99 00:00:00 2026]'], ['Foo 21 04:00:00 x']])(
    'does not date %j',
    (line) => {
      expect(logTime(line, { seconds: 1795230465, zone: '+0100' })).toBeUndefined()
    },
  )
})
