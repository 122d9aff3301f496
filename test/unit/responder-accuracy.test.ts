import { describe, expect, it } from 'vitest'
import { measureResponders } from '../support/measure-responders.ts'

describe('identifyResponder() on real responses', () => {
  const accuracy = measureResponders()

  it('has a worthwhile number of captured 503s', () => {
    expect(accuracy.total).toBeGreaterThanOrEqual(120)
  })

  it('names at least 97 of 100 captured 503s', () => {
    expect(accuracy.named / accuracy.total).toBeGreaterThanOrEqual(0.97)
  })

  it.each([429, 500, 502, 503, 504])('is never confidently wrong on a captured %d', (status) => {
    expect(measureResponders(status).confidentlyWrong).toEqual([])
  })
})
