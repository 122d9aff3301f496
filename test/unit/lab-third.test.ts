import { describe, expect, it } from 'vitest'
import { causeIds } from '../../src/diagnosis/diagnosis.ts'
import { allFaults } from '../lab/faults/all-faults.ts'
import { representativeThird } from '../lab/representative-third.ts'

describe('representativeThird', () => {
  const third = representativeThird(allFaults)
  const causesOf = (faults: typeof third) => new Set(faults.map(({ truths }) => truths[0]?.cause ?? 'healthy'))

  it('is a third of the faults, each once', () => {
    expect(third.length).toBe(Math.ceil(allFaults.length / 3))
    expect(new Set(third).size).toBe(third.length)
  })

  it('has every cause and a healthy control among its first eleven, so that one cut short still stands for all', () => {
    expect(causesOf(third.slice(0, 11))).toEqual(new Set([...causeIds, 'healthy']))
  })

  it('has two faults at once, nginx as the balancer, and three healthy controls', () => {
    expect(third.some(({ truths }) => truths.length > 1)).toBe(true)
    expect(third.some(({ layout }) => layout === 'nginx')).toBe(true)
    expect(third.filter(({ truths }) => truths.length === 0).length).toBeGreaterThanOrEqual(3)
  })

  it('takes nothing twice and ends when there are fewer faults than it wants', () => {
    expect(representativeThird(allFaults.slice(0, 2))).toEqual(allFaults.slice(0, 1))
    expect(representativeThird([])).toEqual([])
  })
})
