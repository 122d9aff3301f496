import type { Outcome } from './report.ts'

const exitCodes: Readonly<Record<Outcome, number>> = { healthy: 0, degraded: 1, down: 1, inconclusive: 2 }

/** The exit status of `503 check` for an outcome: 0 healthy, 1 not healthy, 2 could not look. */
export function exitCodeOf(outcome: Outcome): number {
  return exitCodes[outcome]
}
