import { isSectionProbe } from '../../probe/parse-section.ts'
import type { Reading } from '../../probe/reading.ts'

/** Hosts of which every section failed to be reached; one section that ran, or was merely refused, proves a host alive. */
export function unreachableHosts(readings: readonly Reading[]): ReadonlySet<string> {
  const sections = readings.filter((reading) => isSectionProbe(reading.probe))
  const byHost = Map.groupBy(sections, (reading) => reading.host)
  return new Set([...byHost].filter(([, list]) => list.every(isUnreachable)).map(([host]) => host))
}

function isUnreachable({ outcome }: Reading): boolean {
  return outcome.kind === 'unseen' && outcome.reason === 'unreachable'
}
