import { firstMeanings } from '../first-meanings.ts'
import type { SupportedCause } from '../log-signature.ts'
import { nextForLine } from './next-for-line.ts'

/** What one line of a log means; `program` is `unknown` and `cause` null where no program known here writes it. */
export interface ExplainedLine {
  readonly line: string
  readonly program: string
  readonly meaning: string
  readonly cause: SupportedCause | null
  readonly next: readonly string[]
}

/** What `503 explain --format json` prints of log lines. */
export interface ExplainedLines {
  readonly lines: readonly ExplainedLine[]
}

export const unknownMeaning = 'No meaning is known of this line, so nothing is said about it.'

/** Explains each line by itself, in their order. A line without a known meaning is told as such. */
export function explainLines(lines: readonly string[]): ExplainedLines {
  const known = new Map(firstMeanings(lines).map(({ line, signature }) => [line, signature]))
  return {
    lines: lines.map((line) => {
      const signature = known.get(line)
      if (signature === undefined) return { line, program: 'unknown', meaning: unknownMeaning, cause: null, next: [] }
      const { program, meaning, supports } = signature
      return { line, program, meaning, cause: supports ?? null, next: nextForLine(signature, line) }
    }),
  }
}
