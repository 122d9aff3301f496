import { finish, type Slices } from '../lib/slices.ts'
import { askProbes } from './all-probes.ts'
import type { Answer } from './execute.ts'
import type { AskProbe, Of } from './probe.ts'
import type { ProbeId } from './reading.ts'
import type { Parsed } from './unseen.ts'
import type { ProbeValues } from './values.ts'

/** Probes whose observation is an ask rather than a section of a host's script. */
export type AskProbeId = (typeof askProbes)[number]['id']

const byId = new Map<string, (typeof askProbes)[number]>(askProbes.map((probe) => [probe.id, probe]))

export function isAskProbe(probe: ProbeId): probe is AskProbeId {
  return byId.has(probe)
}

/** What an endpoint's answer says in the probe's terms. Never throws; what cannot be understood is `garbled`. */
export function parseAnswer<P extends AskProbeId>(probe: P, answer: Answer, of: Of): Parsed<ProbeValues[P]> {
  return finish(sliceAnswer(probe, answer, of))
}

/** The same, in slices. */
export function* sliceAnswer<P extends AskProbeId>(probe: P, answer: Answer, of: Of): Slices<Parsed<ProbeValues[P]>> {
  // The list holds every id; TypeScript cannot tie the member to P by itself.
  const { parse } = byId.get(probe) as unknown as AskProbe<P, ProbeValues[P]>
  const parsed = parse(answer, of)
  return 'kind' in parsed ? parsed : yield* parsed
}
