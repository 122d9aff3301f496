import { watchOwnDelay } from './own-delay.ts'

/** A signal that fires when the run is aborted or the time is up, whichever comes first. Disposing it leaves nothing behind. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  /** True when it fired because the run ended, not because the time was up. */
  readonly isAborted: () => boolean
}

/** Timers are late by some milliseconds always. */
const leastGrantMs = 10

/**
 * Own timer and listener instead of `AbortSignal.any` with `AbortSignal.timeout`: both are released on dispose, so that
 * thousands of asks leave no listener on a run's signal. Time in which this process itself got no turn does not count,
 * up to as much again as `timeoutMs`.
 */
export function createDeadline(signal: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController()
  const abort = () => controller.abort(new Error('aborted'))
  const delay = watchOwnDelay()
  let grantedMs = 0
  const timeUp = (): void => {
    const owedMs = Math.min(delay.lostMs(), timeoutMs) - grantedMs
    if (owedMs < leastGrantMs) return controller.abort(new Error('timed out'))
    grantedMs += owedMs
    timer = setTimeout(timeUp, owedMs)
  }
  let timer = setTimeout(timeUp, timeoutMs)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    isAborted: () => signal.aborted,
    [Symbol.dispose]() {
      clearTimeout(timer)
      delay[Symbol.dispose]()
      signal.removeEventListener('abort', abort)
    },
  }
}

/** The promise's outcome, or a rejection with the signal's reason `graceMs` after it fires; a late outcome is dropped. */
export function untilFired<T>(promise: Promise<T>, signal: AbortSignal, graceMs = 0): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const fire = () => {
      timer = setTimeout(() => reject(signal.reason as Error), graceMs)
    }
    if (signal.aborted) fire()
    else signal.addEventListener('abort', fire, { once: true })
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', fire)
    })
  })
}
