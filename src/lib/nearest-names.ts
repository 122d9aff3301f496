import { distance } from 'fastest-levenshtein'

/** Names that are close to what was typed, best first, at most `limit`: for 'did you mean'. Case does not count. */
export function nearestNames(typed: string, names: readonly string[], limit = 3): readonly string[] {
  const wanted = typed.slice(0, 100).toLowerCase()
  return names
    .map((name) => ({ name, away: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ name, away }) => away <= mostAway(name))
    .toSorted((a, b) => a.away - b.away || a.name.localeCompare(b.name))
    .slice(0, limit)
    .map(({ name }) => name)
}

/** Two changes make another word of a short one. */
function mostAway({ length }: string): number {
  return length <= 3 ? 1 : Math.max(2, Math.floor(length / 3))
}

/** 0 for a prefix of the name: people type the beginning. */
function distanceOf(typed: string, name: string): number {
  return typed !== '' && name.startsWith(typed) ? 0 : distance(typed, name)
}
