import { isSectionProbe } from '../../probe/parse-section.ts'
import type { Reading } from '../../probe/reading.ts'
import type { Unseen } from '../../probe/unseen.ts'

/** Hosts of which every section stayed unseen for a reason that fits, with the first of them; one section that ran proves a host alive. */
export function unseenHosts(readings: readonly Reading[], fits: (gap: Unseen) => boolean): ReadonlyMap<string, Unseen> {
  const sections = readings.filter(({ probe }) => isSectionProbe(probe))
  return new Map(
    [...Map.groupBy(sections, ({ host }) => host)].flatMap(([host, list]) => {
      const gaps = list.flatMap(({ outcome }) => (outcome.kind === 'unseen' && fits(outcome) ? [outcome] : []))
      return gaps[0] !== undefined && gaps.length === list.length ? [[host, gaps[0]] as const] : []
    }),
  )
}

/** Hosts that could not be reached; a refusal is an answer. */
export function unreachableHosts(readings: readonly Reading[]): ReadonlySet<string> {
  return new Set(unseenHosts(readings, ({ reason }) => reason === 'unreachable').keys())
}
