import type { allProbes } from './all-probes.ts'
import type { AskProbe, SectionProbe } from './probe.ts'

type Listed = (typeof allProbes)[number]

/** Every probe and what it sees, by the probe's id. */
export type ProbeValues = { [P in Listed as P['id']]: ValueOf<P> }

type ValueOf<P> = P extends SectionProbe<string, infer Value> | AskProbe<string, infer Value> ? Value : never
