import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../test/support/diagnosed.ts'
import { mixedChanges } from '../../test/support/mixed-changes.ts'
import { type Change, readingsOf, serviceOf } from '../../test/support/readings.ts'
import type { Failed } from '../probe/answer.ts'
import { bot, type Reading } from '../probe/reading.ts'

const service = serviceOf()
const runs = fc.array(fc.constantFrom(...mixedChanges), { maxLength: 6 }).map((changes) => readingsOf(service, changes))

/** Any number of the texts and figures of a reading replaced by absurd ones of the same type. */
const garbage = fc.constantFrom<readonly [number, string]>(
  [Number.NaN, ''],
  [-1, '\u0000'],
  [Infinity, 'x'.repeat(5000)],
  [1e308, '$(reboot)'],
  [0, '9999-99-99'],
)

function spoil(value: unknown, [number, text]: readonly [number, string]): unknown {
  if (typeof value === 'number') return number
  if (typeof value === 'string') return text
  if (Array.isArray(value)) return value.map((each) => spoil(each, [number, text]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'kind' ? each : spoil(each, [number, text])]),
  )
}

function spoiled(reading: Reading, with_: readonly [number, string]): Reading {
  if (reading.outcome.kind === 'unseen') return reading
  return { ...reading, outcome: { kind: 'seen', value: spoil(reading.outcome.value, with_) } } as Reading
}

/** The reading as a machine takes it that has no resolver. */
function hiddenFromHere(reading: Reading): Reading {
  const outcome = { kind: 'unseen', reason: 'this-machine', detail: 'this machine cannot resolve any name' } as const
  return { ...reading, outcome }
}

/** Nothing that is tried from here gets an answer; each place fails in its own way. */
function cutOff(codes: readonly string[]): Change {
  return ({ host, probe }) => {
    const code = codes[['app1', 'app2', 'lb1', bot].indexOf(host)] ?? 'ENETUNREACH'
    if (host !== bot) return { kind: 'unseen', reason: 'unreachable', detail: code, code }
    const failed = { kind: 'failed', detail: code, afterMs: 1, code, ...endsOf[code] } as const
    return { kind: 'seen', value: probe === 'edge' ? { url: service.url ?? '', tries: [failed] } : failed } as never
  }
}

const unroutable = { failure: 'unroutable', phase: 'connect' } as const
const endsOf: Readonly<Record<string, Pick<Failed, 'failure' | 'phase'>>> = {
  EAI_AGAIN: { failure: 'name-not-found', phase: 'resolve' },
  'connect-timeout': { failure: 'timed-out', phase: 'connect' },
  ENETUNREACH: unroutable,
  ENETDOWN: unroutable,
  EHOSTUNREACH: unroutable,
}

describe('diagnose()', () => {
  it('gives the same for the same readings in any order', () => {
    fc.assert(
      fc.property(
        runs.chain((readings) =>
          fc.tuple(fc.constant(readings), fc.shuffledSubarray([...readings], { minLength: readings.length })),
        ),
        ([readings, shuffled]) => {
          expect(diagnosed(service, shuffled)).toEqual(diagnosed(service, readings))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is never healthy with a reading missing', () => {
    fc.assert(
      fc.property(runs, fc.nat(), (readings, index) => {
        const without = readings.filter((_, each) => each !== index % readings.length)
        expect(diagnosed(service, without).outcome).not.toBe('healthy')
      }),
      { numRuns: 150 },
    )
  })

  it('finds nothing but gaps where nothing was seen', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('unreachable', 'timed-out', 'denied', 'garbled', 'aborted') as fc.Arbitrary<'denied'>,
        (reason) => {
          const unseen = readingsOf(service, [() => ({ kind: 'unseen', reason, detail: 'no' })])
          const { findings, outcome } = diagnosed(service, unseen)
          expect(findings.filter((finding) => finding.id !== 'unseen')).toEqual([])
          expect(outcome).toBe('inconclusive')
        },
      ),
    )
  })

  it('is never healthy where this machine could not look, and confirms nothing by it', () => {
    fc.assert(
      fc.property(runs, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (readings, indices) => {
        const hidden = new Set(indices.map((index) => index % readings.length))
        const partly = readings.map((reading, index) => (hidden.has(index) ? hiddenFromHere(reading) : reading))
        expect(diagnosed(service, partly).outcome).not.toBe('healthy')
      }),
      { numRuns: 150 },
    )
    const { diagnosis, outcome } = diagnosed(service, readingsOf(service).map(hiddenFromHere))
    expect([outcome, diagnosis.causes]).toEqual(['inconclusive', []])
    expect(diagnosis.thisMachine?.[0]?.text).toBe('this machine cannot resolve any name')
  })

  it('never says down of a run in which this machine reached nothing, however it failed', () => {
    const codes = fc.constantFrom('ENETUNREACH', 'EAI_AGAIN', 'EHOSTUNREACH', 'connect-timeout', 'ENETDOWN')
    fc.assert(
      fc.property(fc.array(codes, { minLength: 4, maxLength: 4 }), (each) => {
        const { diagnosis, outcome } = diagnosed(service, readingsOf(service, [cutOff(each)]))
        expect(outcome).toBe('inconclusive')
        expect(diagnosis.causes.filter(({ strength }) => strength !== 'possible')).toEqual([])
        expect(diagnosis.thisMachine?.[0]?.text).toMatch(/^this machine (?:cannot|has no route)/)
      }),
      { numRuns: 60 },
    )
  })

  it('never throws on absurd values, and quotes evidence that exists', () => {
    fc.assert(
      fc.property(runs, fc.array(fc.tuple(fc.nat(), garbage), { maxLength: 8 }), (readings, spoils) => {
        const changed = [...readings]
        for (const [index, with_] of spoils) {
          const at = index % changed.length
          const reading = changed[at]
          if (reading !== undefined) changed[at] = spoiled(reading, with_)
        }
        const { steps, diagnosis } = diagnosed(service, changed)
        for (const cause of diagnosis.causes) {
          expect(cause.because.length).toBeGreaterThan(0)
          expect(cause.next.length).toBeGreaterThan(0)
          expect(cause.where.length).toBeGreaterThan(0)
          for (const { step, evidence } of cause.because) {
            expect(steps.find((each) => each.id === step)?.evidence[evidence]).toBeDefined()
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
