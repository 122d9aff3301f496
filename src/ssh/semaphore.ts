import { SshError } from './ssh-error.ts'

/** A bounded number of things at once; the rest wait in order. */
export interface Semaphore {
  /** Resolves with the function that gives the permit back; repeating that call does nothing. Rejects with `SshError` on abort. */
  acquire(signal: AbortSignal): Promise<() => void>
  /** Changes the bound; permits that are out stay out. */
  resize(limit: number): void
  readonly limit: number
}

export function createSemaphore(initialLimit: number): Semaphore {
  let limit = initialLimit
  let used = 0
  const waiting: (() => void)[] = []

  const wake = (): void => {
    while (used < limit && waiting.length > 0) {
      used++
      waiting.shift()?.()
    }
  }
  const permit = (): (() => void) => {
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      used--
      wake()
    }
  }
  return {
    acquire(signal) {
      if (signal.aborted) return Promise.reject(aborted())
      if (used < limit) {
        used++
        return Promise.resolve(permit())
      }
      return new Promise((resolve, reject) => {
        const turn = (): void => {
          signal.removeEventListener('abort', onAbort)
          resolve(permit())
        }
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(turn), 1)
          reject(aborted())
        }
        signal.addEventListener('abort', onAbort, { once: true })
        waiting.push(turn)
      })
    },
    resize(next) {
      limit = next
      wake()
    },
    get limit() {
      return limit
    },
  }
}

function aborted(): SshError {
  return new SshError('aborted', 'the run ended before it was this host’s turn')
}
