import { describe, expect, it } from 'vitest'
import type { CauseId } from '../../src/diagnosis/diagnosis.ts'
import type { Outcome, Report } from '../../src/report/report.ts'
import type { Fault, Truth } from '../lab/fault.ts'
import { allFaults } from '../lab/faults/all-faults.ts'
import { judgeVerdict, type Result, totalResults } from '../lab/verdict.ts'

const fault = (...truths: readonly Truth[]): Fault => ({
  id: 'f',
  title: 'f',
  truths,
  inject: [],
  symptom: { edge: [503] },
})
const redis: Truth = { cause: 'dependency_failure', where: ['cache1'] }
const app: Truth = { cause: 'app_not_started', where: ['app1', 'app2'] }

type Said = readonly (readonly [CauseId, ...string[]])[]
function report(outcome: Outcome, said: Said): Report {
  const causes = said.map(([cause, ...where]) => ({
    cause,
    where,
    strength: 'confirmed' as const,
    title: '',
    because: [],
    next: [],
    actions: [],
  }))
  return {
    version: 1,
    service: 'api-prod',
    outcome,
    startedAt: '',
    finishedAt: '',
    durationMs: 0,
    steps: [],
    diagnosis: { causes, ruledOut: [], notLookedAt: [] },
    judgedFrom: { service: {} as Report['judgedFrom']['service'], readings: [] },
  }
}

/** Something is hidden from the check, and nothing is wrong. */
const blind: Fault = { ...fault(), isInconclusiveFair: true }
const either: Fault = { ...fault(app), orElse: [[{ cause: 'health_check_failing', where: ['lb1'] }]] }

describe('judgeVerdict()', () => {
  const cases: readonly [string, Fault, Outcome, number, Said, string][] = [
    [
      'takes a right cause with its place',
      fault(redis),
      'down',
      1,
      [['dependency_failure', 'redis://cache1:6379']],
      'right place',
    ],
    ['misses a place that is not named', fault(app), 'down', 1, [['app_not_started', 'app1']], 'right'],
    [
      'looks at the first cause only',
      fault(redis),
      'down',
      1,
      [
        ['server_overload', 'app1'],
        ['dependency_failure', 'cache1'],
      ],
      'place',
    ],
    ['wants both places of two faults', fault(redis, app), 'down', 1, [['app_not_started', 'app1', 'app2']], 'right'],
    [
      'accepts either of two faults first',
      fault(redis, app),
      'down',
      1,
      [
        ['app_not_started', 'app1', 'app2'],
        ['dependency_failure', 'cache1'],
      ],
      'right place',
    ],
    ['sees a fault called healthy', fault(redis), 'healthy', 0, [], 'called-healthy'],
    [
      'counts exit code 0 as called healthy',
      fault(redis),
      'down',
      0,
      [['dependency_failure', 'cache1']],
      'place called-healthy',
    ],
    ['wants exit code 1', fault(redis), 'inconclusive', 2, [['dependency_failure', 'cache1']], 'place'],
    ['takes a healthy control', fault(), 'healthy', 0, [], 'right place'],
    [
      'sees a healthy control called broken',
      fault(),
      'degraded',
      1,
      [['server_overload', 'app1']],
      'place called-broken',
    ],
    ['an inconclusive control is neither right nor called broken', fault(), 'inconclusive', 2, [], 'place'],
    ['takes it where something was hidden on purpose', blind, 'inconclusive', 2, [], 'right place'],
    ['wants the exit code of what was not seen', blind, 'inconclusive', 0, [], 'place'],
    ['takes healthy of such a control, too', blind, 'healthy', 0, [], 'right place'],
    [
      'takes an answer that is as fair, with its own place',
      either,
      'down',
      1,
      [['health_check_failing', 'lb1']],
      'right place',
    ],
    ['wants the place of that answer', either, 'down', 1, [['health_check_failing', 'app1']], 'right'],
    ['takes no answer that nobody called fair', either, 'down', 1, [['server_overload', 'app1', 'lb1']], ''],
    ['a healthy control with a cause is not right', fault(), 'healthy', 0, [['server_overload', 'app1']], 'place'],
  ]
  it.each(cases)('judgeVerdict() %s', (_name, subject, outcome, exitCode, said, expected) => {
    const verdict = judgeVerdict(subject, report(outcome, said), { exitCode, seconds: 1 })
    const marks = [
      verdict.isRight && 'right',
      verdict.isPlaceNamed && 'place',
      verdict.isFaultCalledHealthy && 'called-healthy',
      verdict.isHealthyCalledBroken && 'called-broken',
    ]
    expect(marks.filter(Boolean).join(' ')).toBe(expected)
  })
})

describe('totalResults()', () => {
  const right = (): Result => ({
    kind: 'judged',
    fault: fault(redis),
    verdict: judgeVerdict(fault(redis), report('down', [['dependency_failure', 'cache1']]), {
      exitCode: 1,
      seconds: 1,
    }),
  })
  const many = Array.from({ length: 60 }, right)

  it.each<[string, readonly Result[], boolean]>([
    ['is satisfied when all is right', many, true],
    ['is never satisfied with nothing', [], false],
    [
      'is not satisfied when a symptom did not appear',
      [...many, { kind: 'no-symptom', fault: fault(redis), message: '' }],
      false,
    ],
    [
      'is not satisfied when a report did not come',
      [...many, { kind: 'no-report', fault: fault(redis), message: '' }],
      false,
    ],
  ])('totalResults() %s', (_name, results, expected) => {
    expect(totalResults(results).isGoodEnough).toBe(expected)
  })
})

describe('allFaults', () => {
  it('allFaults have names of their own and cover every cause', () => {
    expect(new Set(allFaults.map(({ id }) => id)).size).toBe(allFaults.length)
    expect(new Set(allFaults.flatMap(({ truths }) => truths.map(({ cause }) => cause))).size).toBe(9)
  })

  it('allFaults third is a third, with every cause and healthy controls', () => {
    const third = allFaults.filter(({ isInThird }) => isInThird)
    expect(third.length).toBeGreaterThanOrEqual(allFaults.length / 3)
    expect(new Set(third.flatMap(({ truths }) => truths.map(({ cause }) => cause))).size).toBe(9)
    expect(third.some(({ truths }) => truths.length === 0)).toBe(true)
  })
})
