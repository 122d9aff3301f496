import { describe, expect, it } from 'vitest'
import { ago, misses, readingsOf, runAt, sees, serviceOf, takenFromBot } from '../../../test/support/readings.ts'
import { type Reading, readingKey } from '../../probe/reading.ts'
import { planRun } from '../plan/plan-run.ts'
import { ageMs, isRecent } from './age.ts'
import { viewOf } from './view.ts'

const service = serviceOf()
const healthy = readingsOf(service)
const viewWith = (...changes: Parameters<typeof readingsOf>[1] & {}) =>
  viewOf({ service, plan: planRun(service, readingsOf(service, changes)), at: runAt })
const clock = (clockSeconds: number) => sees('host', 'app1', (value) => ({ ...value, clockSeconds }))
const noClock = misses('host', 'app1', { reason: 'denied', detail: '' })
const at =
  (host: string, time: string, probe = 'units') =>
  (each: Reading) =>
    each.host === host && each.probe === probe ? { ...each, at: time } : each

describe('viewOf()', () => {
  it('finds what was seen by probe, host and subject, sorted by key', () => {
    const view = viewWith()
    expect(view.look('load', 'app1')).toMatchObject({ key: 'load@app1#', host: 'app1', subject: '', isFromHost: true })
    expect(view.look('load', 'app1', 'x')).toBe(undefined)
    expect(view.look('journal', 'app1', 'gunicorn')?.value.unit).toBe('gunicorn')
    expect(view.looks('load').map((look) => look.host)).toEqual(['app1', 'app2', 'lb1'])
    expect(view.looks('pooler')).toEqual([])
    expect(view.reading('load@app1#')?.probe).toBe('load')
    expect(view.reading('load@app9#')).toBe(undefined)
  })

  it('sorts what it planned by key, each once', () => {
    const keys = viewWith().planned.map(readingKey)
    expect(keys).toEqual([...new Set(keys)].sort())
  })

  it('says whether a host was asked itself', () => {
    const readings = healthy.map((each) => (each.host === 'app1' ? takenFromBot(each) : each))
    expect(viewOf({ service, plan: planRun(service, readings), at: runAt }).look('load', 'app1')?.isFromHost).toBe(
      false,
    )
  })

  it('keeps a gap with why, and one that was never looked at', () => {
    const view = viewWith(misses('load', 'app1', { reason: 'timed-out', detail: 'late' }))
    expect(view.look('load', 'app1')).toBe(undefined)
    expect(view.gap('load', 'app1')).toMatchObject({ unseen: { detail: 'late' }, reading: { host: 'app1' } })
    expect(view.gaps).toHaveLength(1)
    const none = viewOf({
      service,
      plan: planRun(
        service,
        healthy.filter((each) => each.probe !== 'load'),
      ),
      at: runAt,
    })
    expect(none.gaps.map((gap) => gap.key)).toEqual(['load@app1#', 'load@app2#', 'load@lb1#'])
    expect(none.gap('load', 'app1')?.unseen).toEqual({
      kind: 'unseen',
      reason: 'aborted',
      detail: 'the run ended before it was looked at',
    })
    expect(none.gap('load', 'app1')).not.toHaveProperty('reading')
    expect(none.gap('load', 'app1', 'x')).toBe(undefined)
  })

  it('leaves out what nobody planned', () => {
    const [first] = healthy
    const stranger = { ...first, host: 'db9' } as Reading
    expect(viewOf({ service, plan: planRun(service, [...healthy, stranger]), at: runAt }).looks('host')).toHaveLength(3)
  })

  it('takes the later of two readings of one thing, in whatever order they come', () => {
    const older = readingsOf(service, [sees('load', 'app1', (value) => ({ ...value, one: 9 }))])
    const later = healthy.map((each) => ({ ...each, at: ago(-1) }))
    for (const readings of [
      [...older, ...later],
      [...later, ...older],
    ]) {
      expect(viewOf({ service, plan: planRun(service, readings), at: runAt }).look('load', 'app1')?.value.one).toBe(1.2)
    }
  })

  it('is definite on two readings of one moment', () => {
    const other = readingsOf(service, [sees('load', 'app1', (value) => ({ ...value, one: 9 }))])
    const ones = [
      [...other, ...healthy],
      [...healthy, ...other],
    ].map(
      (readings) => viewOf({ service, plan: planRun(service, readings), at: runAt }).look('load', 'app1')?.value.one,
    )
    expect(ones).toEqual([9, 9])
  })
})

describe('nowOn()', () => {
  const now = Date.parse(runAt)

  it('is the clock of the host', () => {
    expect(viewWith(clock(1_700_000_000)).nowOn('app1')).toBe(1_700_000_000_000)
  })

  it.each([[0], [-1], [Number.NaN], [Number.POSITIVE_INFINITY]])('is not a clock of %s', (seconds) => {
    expect(viewWith(clock(seconds)).nowOn('app1')).toBe(now)
  })

  it('is the time of the reading, or else of the run, where no clock was seen', () => {
    const nowWith = (change: (each: Reading) => Reading) =>
      viewOf({ service, plan: planRun(service, readingsOf(service, [noClock]).map(change)), at: runAt }).nowOn('app1')
    expect(nowWith(at('app1', ago(60)))).toBe(now - 60_000)
    expect(nowWith(at('app1', 'never'))).toBe(now)
    expect(viewWith(noClock).nowOn('db9')).toBe(now)
  })
})

describe('ageMs() and isRecent()', () => {
  const view = viewWith(clock(Date.parse(runAt) / 1000 + 100))

  it.each([
    [ago(0), 100_000],
    [ago(-200), 0],
    ['1970-01-01T00:00:00.001Z', Date.parse(runAt) + 100_000 - 1],
    ['1970-01-01T00:00:00Z', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s by the clock of the host', (time, age) => {
    expect(ageMs(view, 'app1', time)).toBe(age)
  })

  it('is recent within a quarter of an hour, or what is asked for', () => {
    const recent = [ago(800), ago(800.001), '', undefined].map((time) => isRecent(view, 'app1', time))
    expect(recent).toEqual([true, false, false, false])
    expect([ago(-99), ago(-98.9)].map((time) => isRecent(view, 'app1', time, 1000))).toEqual([true, false])
  })
})
