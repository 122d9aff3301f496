import type { Fault } from './fault.ts'

/**
 * A third of the faults, for continuous integration: one of each cause first, then by how many faults a cause has, so that
 * whatever number is run, from the front, stands for all. Those marked `isInThird` go before others of their cause, and
 * of these the ones with the least waiting.
 */
export function representativeThird(faults: readonly Fault[]): readonly Fault[] {
  const groups = [...Map.groupBy(faults, groupOf).values()].map((group) => group.toSorted(byPreference))
  const taken = groups.map(() => 0)
  const third: Fault[] = []
  while (third.length < Math.ceil(faults.length / 3)) {
    const next = mostOwed(groups, taken)
    const fault = groups[next]?.[taken[next] ?? 0]
    if (fault === undefined) break
    third.push(fault)
    taken[next] = (taken[next] ?? 0) + 1
  }
  return third
}

const groupOf = ({ truths }: Fault): string => (truths.length > 1 ? 'several' : (truths[0]?.cause ?? 'healthy'))

const byPreference = (one: Fault, other: Fault): number =>
  Number(other.isInThird ?? false) - Number(one.isInThird ?? false) || waiting(one) - waiting(other)

const waiting = ({ symptom, inject }: Fault): number =>
  (symptom.settleSeconds ?? 3) + inject.reduce((sum, act) => sum + (act.kind === 'wait' ? act.seconds : 0), 0)

/** The first group that has nothing yet, then the one whose size is largest for what it has (as seats by Sainte-Laguë). */
function mostOwed(groups: readonly (readonly Fault[])[], taken: readonly number[]): number {
  const claims = groups.map(({ length }, index) => {
    const has = taken[index] ?? 0
    if (has >= length) return -1
    return has === 0 ? Number.POSITIVE_INFINITY : length / (2 * has + 1)
  })
  return claims.indexOf(Math.max(...claims))
}
