import { setTimeout as wait } from 'node:timers/promises'
import { readFailure } from './slack-calls.ts'

/**
 * Repeats a call that may safely be made twice, after 429 (as told) and after failures that pass (200 ms, then twice as
 * long each time), while that still helps before `untilMs`; throws what the last try threw.
 */
export async function repeatCall<T>(
  call: () => Promise<T>,
  { untilMs, now, firstPauseMs = 200 }: { untilMs: number; now: () => number; firstPauseMs?: number },
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    try {
      return await call()
    } catch (error) {
      const failure = readFailure(error)
      const mayPass = failure.kind === 'rate-limited' || failure.kind === 'unclear'
      const waitMs = failure.kind === 'rate-limited' ? failure.retryAfterMs : pauseMs
      if (!mayPass || now() + waitMs >= untilMs) throw error
      await wait(waitMs)
    }
  }
}
