/** Something done again and again. */
export interface Repeated {
  /** Does it now, or once more when it is being done. */
  wake(): void
  /** Settles when it is not being done any more. */
  stop(): Promise<void>
}

/** Does `work` at once and then `everyMs` after it ended, whether it failed or not. */
export function repeat(everyMs: number, onError: (error: Error) => void, work: () => Promise<void>): Repeated {
  const stopping = new AbortController()
  let wakeUp = () => {}
  let isWoken = false
  const pause = async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, isWoken ? 0 : everyMs)
    wakeUp = resolve
    await promise
    clearTimeout(timer)
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      isWoken = false
      await work().catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))))
      if (!stopping.signal.aborted) await pause()
    }
  }
  const wake = () => {
    isWoken = true
    wakeUp()
  }
  const done = loop()
  return {
    wake,
    stop: () => {
      stopping.abort()
      wake()
      return done
    },
  }
}
