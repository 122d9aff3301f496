import { createBackoff } from './backoff.ts'
import { type CallFailure, readFailure } from './slack-calls.ts'

export interface RepeatOptions {
  readonly untilMs: number
  readonly now: () => number
  /** The first pause after a failure that may pass; default 200 ms. */
  readonly firstPauseMs?: number | undefined
  readonly mostPauseMs?: number | undefined
  /** Ends the repeating, not a call under way. */
  readonly signal?: AbortSignal | undefined
  readonly onFailure?: (failure: CallFailure) => void
}

/**
 * Repeats a call that may safely be made twice, after 429 (as told) and after failures that pass (a pause, then twice as
 * long each time), while that still helps before `untilMs`; throws what the last try threw.
 */
export async function repeatCall<T>(call: () => Promise<T>, options: RepeatOptions): Promise<T> {
  const { untilMs, now, firstPauseMs = 200, mostPauseMs, signal, onFailure } = options
  const backoff = createBackoff({ firstMs: firstPauseMs, mostMs: mostPauseMs, signal })
  for (;;) {
    try {
      return await call()
    } catch (error) {
      const failure = readFailure(error)
      onFailure?.(failure)
      const askedMs = failure.kind === 'rate-limited' ? failure.retryAfterMs : undefined
      const mayPass = askedMs !== undefined || failure.kind === 'unclear'
      if (!mayPass || now() + (askedMs ?? backoff.nextMs) >= untilMs) throw error
      if (!(await backoff.pause(askedMs))) throw error
    }
  }
}
