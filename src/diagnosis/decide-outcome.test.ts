import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { serviceOf } from '../../test/support/readings.ts'
import type { Finding } from '../checklist/finding.ts'
import { type StepStatus, stepIds, stepQuestions } from '../checklist/step.ts'
import { decideOutcome } from './decide-outcome.ts'
import type { Strength } from './diagnosis.ts'

const stepsOf = (statuses: Partial<Record<(typeof stepIds)[number], StepStatus>>) =>
  stepIds.map((id) => ({
    id,
    question: stepQuestions[id],
    status: statuses[id] ?? 'pass',
    summary: '',
    durationMs: 0,
    evidence: [],
  }))
const cause = (strength: Strength) => ({
  cause: 'server_overload' as const,
  strength,
  title: '',
  where: [],
  because: [],
  next: [],
  actions: [],
})
const served = found('edge-from-balancer', 'lb1', { served: true }, { weight: 'info' })
const skipped = Object.fromEntries(stepIds.map((id) => [id, 'skipped'])) as Record<(typeof stepIds)[number], StepStatus>

const cases: readonly (readonly [
  name: string,
  outcome: string,
  of: { statuses?: Parameters<typeof stepsOf>[0]; strength?: Strength; findings?: readonly Finding[] },
])[] = [
  ['all is seen and fine', 'healthy', {}],
  ['only warnings', 'healthy', { statuses: { resources: 'warn', edge: 'warn' } }],
  ['a step that failed', 'degraded', { statuses: { database: 'fail' } }],
  ['a step that failed and one not seen', 'degraded', { statuses: { database: 'fail', edge: 'unknown' } }],
  ['a cause that is likely', 'degraded', { strength: 'likely' }],
  ['a cause that is possible', 'inconclusive', { strength: 'possible' }],
  ['a step not seen', 'inconclusive', { statuses: { deploy: 'unknown' } }],
  ['nothing but resources', 'inconclusive', { statuses: { ...skipped, resources: 'pass' } }],
  ['users and nothing else', 'healthy', { statuses: { ...skipped, edge: 'pass' } }],
  ['health and nothing else', 'healthy', { statuses: { ...skipped, health: 'pass' } }],
  ['a warning of health and nothing else', 'healthy', { statuses: { ...skipped, health: 'warn' } }],
  ['a process and nothing else', 'healthy', { statuses: { ...skipped, process: 'pass' } }],
  ['users who get nothing', 'down', { statuses: { edge: 'fail' }, findings: [found('edge-unavailable')] }],
  [
    'users who get nothing from here alone',
    'degraded',
    { statuses: { edge: 'fail' }, findings: [found('edge-unavailable'), served] },
  ],
  [
    'users who get something now and then',
    'degraded',
    {
      statuses: { edge: 'fail' },
      findings: [found('edge-intermittent'), found('health-failing', 'app1'), found('health-failing', 'app2')],
    },
  ],
  [
    'hosts that all fail, and users who are served',
    'degraded',
    {
      statuses: { health: 'fail' },
      findings: [found('edge-served', ''), found('health-failing', 'app1'), found('health-failing', 'app2')],
    },
  ],
  [
    'hosts that all fail, and users who wait',
    'degraded',
    {
      statuses: { health: 'fail' },
      findings: [
        found('edge-slow', '', {}, { weight: 'warn' }),
        found('health-failing', 'app1'),
        found('health-failing', 'app2'),
      ],
    },
  ],
  [
    'users who get nothing, while something else is served',
    'down',
    { statuses: { edge: 'fail' }, findings: [found('edge-unavailable'), found('app-serves')] },
  ],
  [
    'users who get nothing, and a balancer of which nothing is told',
    'down',
    {
      statuses: { edge: 'fail' },
      findings: [found('edge-unavailable'), found('edge-from-balancer', 'lb1', { served: false })],
    },
  ],
  [
    'hosts that all fail, users not seen',
    'down',
    { statuses: { health: 'fail' }, findings: [found('health-failing', 'app1'), found('unit-failed', 'app2')] },
  ],
  [
    'one host that fails, users not seen',
    'degraded',
    { statuses: { health: 'fail' }, findings: [found('health-failing', 'app1')] },
  ],
  [
    'hosts that look wrong and are not',
    'healthy',
    {
      findings: [
        found('not-listening', 'app1', {}, { weight: 'warn' }),
        found('not-listening', 'app2', {}, { weight: 'warn' }),
      ],
    },
  ],
]

const failing: readonly Finding['id'][] = [
  'health-failing',
  'health-no-answer',
  'unit-failed',
  'unit-inactive',
  'unit-missing',
  'unit-crash-looping',
  'not-listening',
  'process-missing',
]

describe('decideOutcome()', () => {
  it.each(failing)('for %s on every host is down while users are not seen', (id) => {
    const diagnosis = { causes: [], ruledOut: [], notLookedAt: [] }
    const findings = [found(id, 'app1'), found(id, 'app2')]
    expect(decideOutcome({ service: serviceOf(), steps: stepsOf({}), findings, diagnosis })).toBe('down')
  })

  it.each(cases)('for %s is %s', (_name, outcome, { statuses = {}, strength, findings = [] }) => {
    const diagnosis = { causes: strength === undefined ? [] : [cause(strength)], ruledOut: [], notLookedAt: [] }
    expect(decideOutcome({ service: serviceOf(), steps: stepsOf(statuses), findings, diagnosis })).toBe(outcome)
  })

  it('for no steps at all is inconclusive', () => {
    const diagnosis = { causes: [], ruledOut: [], notLookedAt: [] }
    expect(decideOutcome({ service: serviceOf({ hosts: [] }), steps: [], findings: [], diagnosis })).toBe(
      'inconclusive',
    )
  })
})
