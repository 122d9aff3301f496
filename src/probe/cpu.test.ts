import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseCpu } from './cpu.ts'

describe('parseCpu()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: { sampleMs: expect.any(Number), iowait: expect.any(Number), throttledPeriods: 0, periods: 3 },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: { sampleMs: expect.any(Number), iowait: expect.any(Number), throttledPeriods: 0, periods: 3 },
      },
    ],
    ['debian-13', { kind: 'seen', value: { sampleMs: expect.any(Number), iowait: expect.any(Number), steal: 0 } }],
    ['busybox', { kind: 'seen', value: { steal: 0 } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseCpu(readFixture(`cpu/${system}`))).toMatchObject(expected)
  })

  const look = (stat: string, other = stat, more = ''): string =>
    `uptime.1 100.00\nstat.1 ${stat}\n${more}uptime.2 100.40\nstat.2 ${other}\nend\n`

  it.each([
    [
      'all idle',
      'cpu  100 0 100 1000 0 0 0 0 0 0',
      'cpu  100 0 100 1080 0 0 0 0 0 0',
      { busy: 0, iowait: 0, steal: 0 },
    ],
    [
      'half busy',
      'cpu  100 0 100 1000 0 0 0 0 0 0',
      'cpu  120 0 120 1040 0 0 0 0 0 0',
      { busy: 0.5, iowait: 0, steal: 0 },
    ],
    ['waiting for a disk', 'cpu  0 0 0 0 0 0 0 0', 'cpu  0 0 20 0 60 0 0 0', { busy: 0.25, iowait: 0.75, steal: 0 }],
    [
      'robbed by neighbours',
      'cpu  0 0 0 0 0 0 0 0 0 0',
      'cpu  40 0 0 0 0 0 0 40 0 0',
      { busy: 0.5, iowait: 0, steal: 0.5 },
    ],
    [
      'an idle counter that stepped back',
      'cpu  0 0 0 50 0 0 0 0',
      'cpu  40 0 0 49 0 0 0 0',
      { busy: 1, iowait: 0, steal: 0 },
    ],
  ])('sees %s', (_, first, second, expected) => {
    expect(parseCpu({ stdout: look(first, second), stderr: '', exit: 0 })).toEqual({
      kind: 'seen',
      value: { sampleMs: 400, ...expected },
    })
  })

  it('says how often a quota held the unit back', () => {
    const quota = 'nr_periods.1 900\nnr_throttled.1 500\nnr_periods.2 904\nnr_throttled.2 504\n'
    const stdout = look('cpu  0 0 0 0 0 0 0 0', 'cpu  1 0 0 1 0 0 0 0', quota)
    expect(parseCpu({ stdout, stderr: '', exit: 0 })).toMatchObject({
      value: { throttledPeriods: 504, periods: 904, throttledInSample: 4 },
    })
  })

  it('does not believe a clock that stood still', () => {
    expect(parseCpu({ stdout: look('cpu  1 1 1 1 1 1 1 1'), stderr: '', exit: 0 })).toMatchObject({ reason: 'garbled' })
  })
})
