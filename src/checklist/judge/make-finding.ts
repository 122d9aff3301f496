import type { Draft, Tie } from '../finding.ts'
import type { FindingId } from '../finding-ids.ts'
import type { Look } from '../read/view.ts'
import type { StepId } from '../step.ts'

/** Ties a judged fact to its step and to the readings it rests on. */
export function makeFinding<I extends FindingId>(
  step: StepId,
  looks: readonly Pick<Look, 'key'>[],
  draft: { readonly id: I } & Draft<I>,
): Draft<I> & Tie {
  return { ...draft, step, readings: looks.map((look) => look.key) }
}
