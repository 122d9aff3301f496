/** The known word that a mistyped one was probably meant to be, or undefined when none is close. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const limit = word.length <= 4 ? 1 : Math.min(3, Math.floor(word.length / 2))
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(normal(word), normal(candidate)) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

function normal(word: string): string {
  return word.slice(0, 40).toLowerCase().replaceAll(/[-_ ]/g, '')
}

/** Levenshtein distance: single-character insertions, deletions and substitutions. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
