import { editDistance } from '../lib/edit-distance.ts'

/** The known word that a mistyped one was probably meant to be, or undefined when none is close. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const limit = word.length <= 4 ? 1 : Math.min(3, Math.floor(word.length / 2))
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(normal(word), normal(candidate)) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

function normal(word: string): string {
  return word.slice(0, 40).toLowerCase().replaceAll(/[-_ ]/g, '')
}
