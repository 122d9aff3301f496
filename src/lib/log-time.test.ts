import { describe, expect, it } from 'vitest'
import { logTime } from './log-time.ts'

const seconds = Date.parse('2026-11-21T03:07:45Z') / 1000

/** The same line on a host in +0100, and where nobody knows the zone of its clock. */
const cases: readonly (readonly [line: string, inZone: string, withoutZone: string])[] = [
  ['2026/11/21 04:00:00 [error] 1#1: x', '2026-11-21T03:00:00.000Z', '2026-11-21T04:00:00.000Z?'],
  ['[Sat Nov 21 04:00:00.123456 2026] [proxy:error] x', '2026-11-21T03:00:00.000Z', '2026-11-21T04:00:00.000Z?'],
  ['Nov 21 04:00:00 lb1 haproxy[1]: x', '2026-11-21T03:00:00.000Z', '2026-11-21T04:00:00.000Z?'],
  ['<134>Nov 21 04:00:00 lb1 haproxy[1]: x', '2026-11-21T03:00:00.000Z', '2026-11-21T04:00:00.000Z?'],
  ['Dec  1 04:00:00 lb1 haproxy[1]: x', '2025-12-01T03:00:00.000Z', '2025-12-01T04:00:00.000Z?'],
  ['2026-11-21T04:00:00.5+01:00 lb1 haproxy[1]: x', '2026-11-21T03:00:00.500Z', '2026-11-21T03:00:00.500Z'],
  ['2026-11-21T04:00:00+0100 x', '2026-11-21T03:00:00.000Z', '2026-11-21T03:00:00.000Z'],
  ['[2026-11-21 04:00:00,123] x', '2026-11-21T03:00:00.123Z', '2026-11-21T04:00:00.123Z?'],
  ['1.2.3.4 - - [21/Nov/2026:03:00:00 +0000] "GET /"', '2026-11-21T03:00:00.000Z', '2026-11-21T03:00:00.000Z'],
  ['1795230000.250000 lb1 haproxy[1]: x', '2026-11-21T03:00:00.250Z', '2026-11-21T03:00:00.250Z'],
]

const written = (line: string, zone?: string): string | undefined => {
  const time = logTime(line, zone === undefined ? { seconds } : { seconds, zone })
  return time && `${new Date(time.seconds * 1000).toISOString()}${time.isZoned ? '' : '?'}`
}

describe('logTime()', () => {
  it.each(cases)('dates %s', (line, inZone, withoutZone) => {
    expect([written(line, '+0100'), written(line)]).toEqual([inZone, withoutZone])
  })

  it.each([['x'], [''], ['2026/13/45 99:00:00 x'], ['[Xxx Yyy 99 00:00:00 2026]'], ['Foo 21 04:00:00 x']])(
    'does not date %j',
    (line) => {
      expect([written(line, '+0100'), written(line)]).toEqual([undefined, undefined])
    },
  )

  it('dates a syslog line of the year that begins in another zone', () => {
    const time = logTime('Jan  1 00:01:00 x', { seconds: Date.parse('2026-12-31T23:30:00Z') / 1000 })
    expect(time?.seconds).toBe(Date.parse('2027-01-01T00:01:00Z') / 1000)
  })

  it('does not date a line without a year when no clock is known', () => {
    expect(logTime('Nov 21 04:00:00 x', { seconds: Number.NaN })).toBeUndefined()
  })
})
