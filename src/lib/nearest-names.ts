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

/** Levenshtein distance, 0 for a prefix of the name: people type the beginning. */
function distanceOf(typed: string, name: string): number {
  if (typed !== '' && name.startsWith(typed)) return 0
  let previous = Array.from({ length: name.length + 1 }, (_, index) => index)
  for (let row = 1; row <= typed.length; row++) {
    const current = [row]
    for (let column = 1; column <= name.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (typed[row - 1] === name[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[name.length] ?? typed.length
}
