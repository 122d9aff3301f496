import { describe, expect, it } from 'vitest'
import { currentLines } from './current-lines.ts'

const now = Date.parse('2026-03-02T10:00:00Z')

const cases: readonly (readonly [name: string, lines: readonly string[], kept: readonly number[]])[] = [
  ['a line without a time', ['limiting requests'], [0]],
  ['a line of now with its zone', ['2026-03-02T10:59:00+01:00 x'], [0]],
  ['an old line with its zone', ['2026-03-02T09:59:00+01:00 x', '2026-03-02T09:44:59Z y'], []],
  [
    'the edge of what is recent',
    ['2026-03-02T09:45:00Z x', '2026-03-02T09:44:59Z y', '2026-03-02T10:15:00Z z', '2026-03-02T10:15:01Z a'],
    [0, 2],
  ],
  ['nginx in local time of another zone', ['2026/03/02 05:00:00 [error] x', '2026/03/02 05:10:00 [error] y'], [0, 1]],
  ['old lines before newer ones', ['2026/03/02 04:50:00 [error] x', '2026/03/02 05:10:00 [error] y'], [1]],
  ['a log that ended days ago', ['2026/02/27 05:10:00 [error] x'], []],
  ['syslog', ['Mar  2 09:50:00 lb1 haproxy[7]: x', 'Mar  1 09:50:00 lb1 haproxy[7]: y', 'Xyz  1 09:50:00 z'], [0, 2]],
  ['syslog with a priority', ['<134>Mar  2 09:50:00 lb1 haproxy[7]: x'], [0]],
  ['ISO without a zone, with a comma', ['2026-03-02 09:59:00,123 x', '[2026-03-02T09:10:00] y'], [0]],
  ['the last line of a log as far away as zones reach', ['2026/03/01 19:45:00 [error] x'], [0]],
  ['the last line of a log a second further', ['2026/03/01 19:44:59 [error] x'], []],
  [
    'a quarter of an hour before the last line',
    ['2026/03/02 10:00:00 x', '2026/03/02 09:45:00 y', '2026/03/02 09:44:59 z'],
    [0, 1],
  ],
  ['ISO in local time of another zone', ['2026-03-02 05:10:00 x'], [0]],
  ['syslog in local time of another zone', ['Mar  2 05:10:00 x'], [0]],
  ['syslog of another month', ['Jan  2 09:59:00 x', 'Mar  2 09:59:00 y', 'Dec  2 09:59:00 y'], [1]],
  ['a date that is none', ['2026-99-99T10:00:00Z x'], [0]],
]

describe('currentLines()', () => {
  it.each(cases)('keeps what is of now in %s', (_name, lines, kept) => {
    expect(currentLines(lines, now)).toEqual(kept.map((index) => lines[index]))
  })

  it('keeps syslog lines of the last minutes of a year', () => {
    const lines = ['Dec 31 23:59:00 x', 'Jan  1 00:01:00 y']
    expect(currentLines(lines, Date.parse('2026-01-01T00:05:00Z'))).toEqual(lines)
  })

  it('keeps syslog lines when no clock is known', () => {
    expect(currentLines(['Mar  2 09:50:00 x'], Number.NaN)).toEqual(['Mar  2 09:50:00 x'])
  })
})
