import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { runAt, serviceOf } from '../../test/support/readings.ts'
import type { Finding } from '../checklist/finding.ts'
import { type Step, stepIds, stepQuestions } from '../checklist/step.ts'
import { quoteReading } from '../checklist/summary/pick-evidence.ts'
import { type Reading, readingKey } from '../probe/reading.ts'
import { diagnose } from './diagnose.ts'

const readingAt = (host: string, at = runAt): Reading => ({
  probe: 'load',
  host,
  from: host,
  subject: '',
  source: 'cat /proc/loadavg',
  at,
  durationMs: 1,
  excerpt: '9 9 9',
  outcome: { kind: 'unseen', reason: 'unreachable', detail: 'timed out' },
})
const readings = [readingAt('app1'), readingAt('app2')]
const keyOf = (host: string): string => readingKey(readingAt(host))
/** Its reading is that of its host. */
const read = (finding: Finding): Finding => ({ ...finding, readings: [keyOf(finding.host ?? '')] })
const stepsOf = (quoted: readonly Reading[]): readonly Step[] =>
  stepIds.map((id) => ({
    id,
    question: stepQuestions[id],
    status: 'pass',
    summary: '',
    durationMs: 1,
    evidence: quoted.map(quoteReading),
  }))
const causesOf = (findings: readonly Finding[], steps = stepsOf(readings)) =>
  diagnose({ service: serviceOf(), findings, steps, readings }).causes
const overloadOf = (findings: readonly Finding[]) => causesOf(findings).find(({ cause }) => cause === 'server_overload')
const full = read(found('disk-full', 'app1', { used: 1 }))
const gap = (host: string, what: string, detail: string, isEssential = true, fix = '') =>
  read(found('unseen', host, { what, detail, fix, isEssential }, { weight: 'unseen', step: 'process' }))

describe('diagnose()', () => {
  it('tells a fact with the place of its evidence in the step', () => {
    expect(causesOf([full], stepsOf([readingAt('app2'), readingAt('app1')]))[0]).toMatchObject({
      title: 'Server overloaded: Disk-full at app1',
      because: [{ step: 'resources', text: 'disk-full at app1', evidence: 1 }],
    })
  })

  it('names no cause of which no evidence is quoted', () => {
    expect(causesOf([full], stepsOf([]))).toEqual([])
    expect(causesOf([full], [])).toEqual([])
    expect(causesOf([full], stepsOf([readingAt('app2')]))).toEqual([])
    expect(causesOf([full], stepsOf([readingAt('app1', '2026-03-02T09:00:00.000Z')]))).toEqual([])
    expect(causesOf([{ ...full, readings: ['gone'] }])).toEqual([])
  })

  it('takes the first of several readings that the step quotes', () => {
    expect(causesOf([{ ...full, readings: ['gone', keyOf('app2'), keyOf('app1')] }])[0]?.because[0]?.evidence).toBe(0)
  })

  it('tells the same on several hosts once, with how many more there are', () => {
    const second = read(found('disk-full', 'app2', { used: 1 }))
    expect(causesOf([full, second])[0]?.because.map(({ text }) => text)).toEqual([
      'disk-full at app1 (and 1 more like it)',
    ])
    expect(causesOf([full, { ...second, text: full.text }])[0]?.because.map(({ text }) => text)).toEqual([full.text])
    const quoted = stepsOf([readingAt('app2')])
    expect(causesOf([full, second], quoted)[0]?.because.map(({ text }) => text)).toEqual([
      'disk-full at app2 (and 1 more like it)',
    ])
  })

  it('tells what fails in consequence, and not what is fine', () => {
    const failing = read(found('health-failing'))
    const slow = { ...read(found('health-slow')), weight: 'warn' as const }
    const { because } = overloadOf([full, failing, slow]) ?? {}
    expect(because?.map(({ text }) => text)).toEqual(['disk-full at app1', 'health-failing at app1'])
  })

  it('tells six facts and no more', () => {
    const ids = ['health-failing', 'accept-queue-full', 'server-at-limit', 'unit-failed', 'not-listening'] as const
    const more = [...ids, 'unit-starting' as const].map((id) => read(found(id)))
    expect(overloadOf([full, ...more])?.because).toHaveLength(6)
  })

  it('names each place once, and rules out what it does not name', () => {
    const { causes, ruledOut } = diagnose({
      service: serviceOf(),
      findings: [full, read(found('unit-killed-for-memory')), found('load-ok'), found('edge-served')],
      steps: stepsOf(readings),
      readings,
    })
    expect(causes.map(({ cause, where }) => [cause, where])).toEqual([['server_overload', ['app1', 'unit gunicorn']]])
    expect(ruledOut.map(({ cause }) => cause)).toEqual(['balancer_down', 'rate_limited'])
  })

  it('tells all gaps of a unreachable host as one fact, the essential first', () => {
    const gaps = [gap('app1', 'disk', 'denied', false), gap('app1', 'units', 'away'), gap('app1', 'load', 'away')]
    expect(causesOf(gaps)[0]).toMatchObject({
      cause: 'host_unreachable',
      because: [{ text: 'units, load on app1 not seen: away; disk on app1 not seen: denied' }],
    })
  })

  it('lists what was not seen, the essential first', () => {
    const findings = [gap('app1', 'disk', 'denied', false), gap('app2', 'load', 'away'), found('load-ok')]
    const fixed = gap('app1', 'units', 'no', true, 'sudo')
    const { notLookedAt } = diagnose({ service: serviceOf(), findings: [...findings, fixed], steps: [], readings: [] })
    expect(notLookedAt).toEqual([
      { what: 'load on app2', why: 'away' },
      { what: 'units on app1', why: 'no', fix: 'sudo' },
      { what: 'disk on app1', why: 'denied' },
    ])
  })
})
