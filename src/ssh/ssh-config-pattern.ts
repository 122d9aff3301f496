import { matchesPattern } from '../lib/matches-pattern.ts'

/** Whether a list of patterns means `text`: one of them does, and none behind a `!`. */
export function matchesList(patterns: readonly string[], text: string): boolean {
  const isRefused = patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), text))
  return !isRefused && patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, text))
}
