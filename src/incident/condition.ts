/** How a service was found: the outcomes of a check. `inconclusive` is neither good nor bad. */
export type Outcome = 'healthy' | 'degraded' | 'down' | 'inconclusive'

/** What is said of a service in one line; two looks with the same outcome and cause say the same. */
export interface Condition {
  readonly outcome: Outcome
  /** Id of the first cause; absent where none is known. */
  readonly cause?: string
}

/** What a finished run saw. */
export interface Look extends Condition {
  readonly runId: string
  /** ISO 8601, when the run finished. */
  readonly at: string
}

export function isSameCondition(a: Condition, b: Condition): boolean {
  return a.outcome === b.outcome && a.cause === b.cause
}

/** Outcome and cause alone; what is healthy has no cause. */
export function conditionOf({ outcome, cause }: Condition): Condition {
  return cause === undefined || outcome === 'healthy' ? { outcome } : { outcome, cause }
}
