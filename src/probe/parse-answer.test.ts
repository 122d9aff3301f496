import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer } from './execute.ts'
import { type AskProbeId, isAskProbe, parseAnswer } from './parse-answer.ts'

const probes: readonly AskProbeId[] = [
  'edge',
  'health',
  'port',
  'balancer-servers',
  'database',
  'pooler',
  'dependency-http',
  'dependency-tcp',
  'dependency-redis',
  'dependency-postgres',
]
const text = fc.string({ unit: 'binary', maxLength: 40 })
const row = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)))
const failed = fc.record({
  kind: fc.constant('failed' as const),
  failure: fc.constantFrom('refused', 'timed-out', 'reset'),
  detail: text,
  afterMs: fc.nat(),
  phase: fc.constantFrom('resolve', 'connect', 'tls', 'answer'),
})
const rows = fc.oneof(
  fc.dictionary(fc.constantFrom('server', 'sessions', 'blockers', 'roles', 'pools', 'config'), fc.array(row)),
  fc.dictionary(text, fc.array(row)),
)
const answers = fc.oneof(
  failed,
  fc.record({ kind: fc.constant('http' as const), tries: fc.constant([]) }),
  fc.record({ kind: fc.constant('tcp' as const), connectMs: fc.nat() }),
  fc.record({ kind: fc.constant('postgres' as const), connectMs: fc.nat(), rows, failed: fc.constant({}) }),
  fc.record({ kind: fc.constant('postgres-refused' as const), code: text, message: text, afterMs: fc.nat() }),
  fc.record({
    kind: fc.constant('redis' as const),
    latencyMs: fc.nat(),
    replies: fc.array(fc.oneof(fc.record({ text }), fc.record({ error: text }))),
  }),
  fc.record({
    kind: fc.constant('unix' as const),
    text: fc.oneof(
      text,
      text.map((lines) => `# pxname,svname,status,type,scur\n${lines}`),
    ),
  }),
)

describe('parseAnswer()', () => {
  it('never throws, and what it sees is JSON without an invented figure', () => {
    fc.assert(
      fc.property(fc.constantFrom(...probes), answers, (probe, answer) => {
        const parsed = parseAnswer(probe, answer as Answer, { subject: 's' })
        expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed)
        expect(JSON.stringify(parsed)).not.toMatch(/:(?:NaN|null|Infinity)\b/)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['edge', { kind: 'tcp', connectMs: 1 }],
    ['port', { kind: 'unix', text: '' }],
    ['database', { kind: 'tcp', connectMs: 1 }],
    ['pooler', { kind: 'tcp', connectMs: 1 }],
    ['balancer-servers', { kind: 'tcp', connectMs: 1 }],
    ['dependency-redis', { kind: 'tcp', connectMs: 1 }],
    ['edge', { kind: 'http', tries: [] }],
  ] as const)('calls an answer of another kind for %s garbled', (probe, answer) => {
    expect(parseAnswer(probe, answer, { subject: 's' })).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })

  it.each(['edge', 'port', 'database', 'dependency-redis', 'dependency-tcp'] as const)(
    'takes a failure for a fact that %s saw',
    (probe) => {
      const answer = { kind: 'failed', failure: 'refused', detail: 'x', afterMs: 1, phase: 'connect' } as const
      expect(parseAnswer(probe, answer, { subject: 's' })).toMatchObject({ kind: 'seen' })
    },
  )

  it('knows the probes that are asks', () => {
    expect(probes.every(isAskProbe)).toBe(true)
    expect((['load', 'units', 'journal'] as const).some(isAskProbe)).toBe(false)
  })
})
