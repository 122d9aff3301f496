import fc from 'fast-check'
import { type Evidence, type Step, stepIds, stepQuestions } from '../../src/checklist/step.ts'
import type { Action } from '../../src/diagnosis/action.ts'
import { type Cause, causeIds, type Diagnosis } from '../../src/diagnosis/diagnosis.ts'
import type { Report } from '../../src/report/report.ts'
import { defaultLimits } from '../../src/service/service.ts'

const hostile = [
  '<!channel> look',
  '<@U12345> <#C123> <!subteam^S1>',
  '<https://evil.example|click>',
  '&lt;!here&gt; & < >',
  '`code` *bold* _it_ ~no~',
  ':fire: https://example.com/x',
  '\u202eevil\u0000\u001b[31m',
  '🔥'.repeat(400),
  'x'.repeat(9000),
  'line\nline\r\n\tline',
  '',
]

/** Text as a hostile or broken host may print it. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 120 }),
)

const host = fc.oneof(
  fc.integer({ min: 1, max: 1000 }).map((n) => `app${n}`),
  arbitraryText,
)
const evidence: fc.Arbitrary<Evidence> = fc.record({
  host,
  source: arbitraryText,
  at: fc.constant('2026-01-02T03:04:05.000Z'),
  excerpt: arbitraryText,
})

const step = (id: Step['id']): fc.Arbitrary<Step> =>
  fc.record({
    id: fc.constant(id),
    question: fc.constant(stepQuestions[id]),
    status: fc.constantFrom('pass', 'warn', 'fail', 'unknown', 'skipped'),
    summary: arbitraryText,
    durationMs: fc.integer({ min: 0, max: 60_000 }),
    evidence: fc.array(evidence, { maxLength: 30 }),
  })

const action: fc.Arbitrary<Action> = fc.record(
  {
    text: arbitraryText,
    command: arbitraryText,
    on: host,
    effect: fc.constantFrom('looks', 'acts'),
    changes: arbitraryText,
  },
  { requiredKeys: ['text', 'effect'] },
)

const cause: fc.Arbitrary<Cause> = fc.record({
  cause: fc.constantFrom(...causeIds),
  strength: fc.constantFrom('confirmed', 'likely', 'possible'),
  title: arbitraryText,
  where: fc.oneof(fc.array(host, { maxLength: 4 }), fc.constant(Array.from({ length: 1000 }, (_, n) => `app${n}`))),
  because: fc.array(
    fc.record({ step: fc.constantFrom(...stepIds), text: arbitraryText, evidence: fc.integer({ min: 0, max: 40 }) }),
    { maxLength: 8 },
  ),
  next: fc.array(arbitraryText, { maxLength: 6 }),
  actions: fc.array(action, { maxLength: 6 }),
})

const diagnosis: fc.Arbitrary<Diagnosis> = fc.record({
  causes: fc.array(cause, { maxLength: 9 }),
  ruledOut: fc.array(fc.record({ cause: fc.constantFrom(...causeIds), text: arbitraryText }), { maxLength: 9 }),
  notLookedAt: fc.array(
    fc.record(
      { what: arbitraryText, why: arbitraryText, fix: arbitraryText, command: arbitraryText },
      { requiredKeys: ['what', 'why'] },
    ),
    { maxLength: 1000 },
  ),
})

/** Any report that the type allows, kind or hostile. */
export const arbitraryReport: fc.Arbitrary<Report> = fc
  .record({
    service: fc.oneof(fc.constant('api-prod'), arbitraryText),
    outcome: fc.constantFrom('healthy', 'degraded', 'down', 'inconclusive'),
    durationMs: fc.integer({ min: 0, max: 600_000 }),
    steps: fc.tuple(...stepIds.map((id) => step(id))),
    diagnosis,
  })
  .map((report) => ({
    version: 1,
    ...report,
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:04:07.000Z',
    judgedFrom: {
      service: { name: report.service, hosts: ['app1'], dependencies: [], limits: defaultLimits },
      readings: [],
    },
  }))
