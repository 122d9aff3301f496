import type { Hypothesis } from './hypothesis.ts'

/** Hypotheses that are one: the first in name and strength, with the places, facts and explanations of all. */
export function joinHypotheses(first: Hypothesis, group: readonly Hypothesis[]): Hypothesis {
  return {
    ...first,
    where: [...new Set(group.flatMap((hypothesis) => hypothesis.where))],
    rests: [...new Set(group.flatMap((hypothesis) => hypothesis.rests))],
    supports: [...new Set(group.flatMap((hypothesis) => hypothesis.supports))],
    next: [...new Set(group.flatMap((hypothesis) => hypothesis.next))],
    explains: (finding) => group.some((hypothesis) => hypothesis.explains(finding)),
  }
}
