import { describe, expect, it } from 'vitest'
import { failed } from '../../../test/support/faults.ts'
import { page } from '../../../test/support/healthy-values.ts'
import type { Expectation } from '../../service/service.ts'
import { describeTry, describeUnmet, isHealthy, isServed, slowestMs } from './http-try.ts'

const statuses: readonly (readonly [status: number, isServed: boolean, isHealthy: boolean])[] = [
  [0, false, false],
  [1, true, false],
  [199, true, false],
  [200, true, true],
  [399, true, true],
  [400, true, false],
  [428, true, false],
  [429, false, false],
  [430, true, false],
  [499, true, false],
  [500, false, false],
  [503, false, false],
]

describe('isServed() and isHealthy()', () => {
  it.each(statuses)('%s', (status, served, healthy) => {
    expect([isServed(page(status)), isHealthy(page(status))]).toEqual([served, healthy])
  })

  it('know a failure', () => {
    expect([isServed(failed('reset')), isHealthy(failed('reset'))]).toEqual([false, false])
  })
})

const expectations: readonly (readonly [Expectation, ReturnType<typeof page>, isRight: boolean, told: string])[] = [
  [{ status: [[204, 204]] }, page(204), true, '204'],
  [
    {
      status: [
        [200, 200],
        [300, 399],
      ],
    },
    page(204),
    false,
    '204, not 200 or 300–399 as expected',
  ],
  [{ status: [[300, 399]] }, page(399), true, '399'],
  [{ status: [[503, 503]] }, page(503), true, '503'],
  [{ status: [[200, 299]] }, page(300), false, '300, not 200–299 as expected'],
  [{ text: 'o' }, page(200), true, '200 OK'],
  [{ text: 'up' }, page(200), false, '200 OK without "up" in it'],
  [{ text: 'ok' }, page(503), false, '503'],
  [{ status: [[200, 200]], text: 'up' }, page(503), false, '503, not 200 as expected'],
]

it.each(expectations)('isServed() and isHealthy() as expected: %j', (wanted, answer, isRight, told) => {
  expect([isServed(answer, wanted), isHealthy(answer, wanted)]).toEqual([isRight, isRight])
  expect(describeUnmet(answer, wanted)).toBe(told)
})

it('describeTry() tells a status with its words, or a failure', () => {
  expect(describeTry(page(503, { statusText: 'Service Unavailable' }))).toBe('503 Service Unavailable')
  expect(describeTry(page(204, { statusText: '' }))).toBe('204')
  expect(describeTry(page(500, { statusText: 'x'.repeat(99) }))).toHaveLength(60)
  expect(describeTry(failed('refused'))).toBe('connection refused')
})

it('slowestMs() is that of the slowest answer, whatever failed', () => {
  expect(slowestMs([page(200, { firstByteMs: 7 }), page(503, { firstByteMs: 9 }), failed('timed-out')])).toBe(9)
  expect(slowestMs([failed('timed-out')])).toBe(0)
  expect(slowestMs([])).toBe(0)
})
