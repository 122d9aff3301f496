import { type MatchedLine, matchLogLines } from './match-log-lines.ts'

/**
 * Of each line one meaning: the first that speaks for a cause, else the first. The tables go from what names one thing
 * to what any program may say. Lines without a meaning are left out, a line that repeats is there once.
 */
export function firstMeanings(lines: readonly string[]): readonly MatchedLine[] {
  const byLine = new Map<string, MatchedLine>()
  for (const match of matchLogLines(lines)) {
    const known = byLine.get(match.line)
    if (known === undefined || (known.signature.supports === undefined && match.signature.supports !== undefined))
      byLine.set(match.line, match)
  }
  return [...byLine.values()]
}
