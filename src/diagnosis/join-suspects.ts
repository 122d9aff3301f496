import type { Suspect } from './suspect.ts'

/** Suspects that are one: the first in name and strength, with the places, facts and explanations of all. */
export function joinSuspects(first: Suspect, group: readonly Suspect[]): Suspect {
  return {
    ...first,
    where: [...new Set(group.flatMap((suspect) => suspect.where))],
    rests: [...new Set(group.flatMap((suspect) => suspect.rests))],
    supports: [...new Set(group.flatMap((suspect) => suspect.supports))],
    next: [...new Set(group.flatMap((suspect) => suspect.next))],
    explains: (finding) => group.some((suspect) => suspect.explains(finding)),
  }
}
