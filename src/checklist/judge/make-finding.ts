import type { Finding } from '../finding.ts'
import type { Look } from '../read/view.ts'
import type { StepId } from '../step.ts'

/** A finding before it is tied to its step and readings. */
export type Draft = Omit<Finding, 'step' | 'readings'>

/** Ties a judged fact to its step and to the readings it rests on. */
export function makeFinding(step: StepId, looks: readonly Pick<Look, 'key'>[], draft: Draft): Finding {
  return { ...draft, step, readings: looks.map((look) => look.key) }
}
