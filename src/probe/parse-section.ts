import { sectionProbes as listed } from './all-probes.ts'
import type { Output } from './execute.ts'
import type { Of, SectionProbe } from './probe.ts'
import { partOf } from './section-part.ts'
import type { Parsed } from './unseen.ts'
import type { ProbeValues } from './values.ts'

/** A probe that reads a section of a host's script. */
export type SectionProbeId = (typeof listed)[number]['id']

type ListedAs<P extends SectionProbeId> = SectionProbe<P, ProbeValues[P]>

const byId = new Map<string, (typeof listed)[number]>(listed.map((probe) => [probe.id, probe]))

export const sectionProbes: readonly SectionProbeId[] = listed.map(({ id }) => id)

/** The probe of an id. */
export function sectionProbeOf<P extends SectionProbeId>(id: P): ListedAs<P> {
  // The list holds every id; TypeScript cannot tie the member to P by itself.
  return byId.get(id) as unknown as ListedAs<P>
}

/** Reads what a section printed. Never throws: what cannot be understood is `unseen`. */
export function parseSection<P extends SectionProbeId>(id: P, output: Output, of: Of): Parsed<ProbeValues[P]> {
  return sectionProbeOf(id).parse(partOf(output, id), of)
}

export function isSectionProbe(id: keyof ProbeValues): id is SectionProbeId {
  return byId.has(id)
}
