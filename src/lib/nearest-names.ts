import { editDistance } from './edit-distance.ts'

/** Names that are close to what was typed, best first, at most `limit`: for 'did you mean'. */
export function nearestNames(typed: string, names: readonly string[], limit = 3): readonly string[] {
  const wanted = typed.toLowerCase().slice(0, 100)
  return names
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, limit)
    .map(({ name }) => name)
}

/** 0 for a prefix of the name: people type the beginning. */
function distanceOf(typed: string, name: string): number {
  return typed !== '' && name.startsWith(typed) ? 0 : editDistance(typed, name)
}
