import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../test/support/diagnosed.ts'
import { mixedChanges } from '../../test/support/mixed-changes.ts'
import { readingsOf, serviceOf } from '../../test/support/readings.ts'
import type { Reading } from '../probe/reading.ts'

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
