import type { Ask, Section } from '../probe/execute.ts'
import type { ProbeId } from '../probe/reading.ts'
import type { StepId } from './step.ts'

/** One probe to be made at one place for one step: what a plan is made of. */
export interface Observation {
  readonly probe: ProbeId
  /** Host whose view it is, or `bot`. */
  readonly host: string
  readonly subject: string
  readonly step: StepId
  /** Without it the step's question is not answered: unseen makes the step `unknown`. */
  readonly isEssential: boolean
  /** As a person would type it; no secrets. */
  readonly source: string
  readonly how: { readonly kind: 'section'; readonly section: Section } | { readonly kind: 'ask'; readonly ask: Ask }
}
