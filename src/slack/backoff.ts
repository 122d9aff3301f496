import { setTimeout as wait } from 'node:timers/promises'

/** Pauses between tries: the first as given, then each twice as long as the one before it. */
export interface Backoff {
  /** How long the next pause takes, in milliseconds. */
  readonly nextMs: number
  /** Resolves after `nextMs`, or after as long as the other side asked for; at once, and with false, when aborted. */
  pause(askedMs?: number): Promise<boolean>
  /** Something worked: the next pause is the first again. */
  reset(): void
}

export interface BackoffOptions {
  readonly firstMs: number
  /** No pause is longer; default 30 s. */
  readonly mostMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export function createBackoff({ firstMs, mostMs = 30_000, signal }: BackoffOptions): Backoff {
  let nextMs = firstMs
  return {
    get nextMs() {
      return nextMs
    },
    pause: async (askedMs) => {
      const pauseMs = askedMs ?? nextMs
      if (askedMs === undefined) nextMs = Math.min(nextMs * 2, mostMs)
      return wait(pauseMs, true, signal ? { signal } : {}).catch(() => false)
    },
    reset: () => {
      nextMs = firstMs
    },
  }
}
