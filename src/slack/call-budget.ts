/** Whoever waits for a call. A final state goes before a newer picture of a running check, and may come up while waiting. */
interface Waiting {
  readonly isFinal: () => boolean
  readonly owner: string
  readonly go: () => void
}

/**
 * Calls of one Web API method that a workspace takes, shared by all runs: `perMinute` spread evenly with a small burst,
 * final states first and in their order, then whoever was served longest ago. Slack counts per method, workspace and app
 * (docs.slack.dev/apis/web-api/rate-limits); Tier 3 is 50 a minute, so 45 leaves room for its clock and ours to differ.
 */
export interface CallBudget {
  /** Resolves when the call may be made; rejects when `signal` aborts first. */
  take(owner: string, options: { readonly isFinal: () => boolean; readonly signal?: AbortSignal }): Promise<void>
  /** Whether somebody waits: there are more calls to make than Slack takes. */
  isBacklogged(): boolean
  /** Slack said 429: nobody calls before then. */
  pause(forMs: number): void
}

export function createCallBudget(options: { perMinute: number; burst: number; now: () => number }): CallBudget {
  const { perMinute, burst, now } = options
  const gapMs = 60_000 / perMinute
  const lastServed = new Map<string, number>()
  const waiting: Waiting[] = []
  let tokens = burst
  let refilledAt = now()
  let pausedUntil = 0
  let timer: NodeJS.Timeout | undefined

  const next = (): Waiting | undefined => {
    // Final states in the order in which they came: runs that start meanwhile do not push back those that wait.
    const final = waiting.find((entry) => entry.isFinal())
    return final ?? waiting.toSorted((a, b) => (lastServed.get(a.owner) ?? 0) - (lastServed.get(b.owner) ?? 0))[0]
  }
  const serve = (): void => {
    timer = undefined
    const at = now()
    tokens = Math.min(burst, tokens + (at - refilledAt) / gapMs)
    refilledAt = at
    const ready = at < pausedUntil ? 0 : Math.min(waiting.length, Math.floor(tokens))
    for (let served = 0; served < ready; served++) {
      const chosen = next()
      if (!chosen) break
      waiting.splice(waiting.indexOf(chosen), 1)
      tokens -= 1
      lastServed.set(chosen.owner, at)
      chosen.go()
    }
    if (waiting.length > 0)
      timer = setTimeout(serve, Math.max(pausedUntil - at, tokens >= 1 ? 0 : (1 - tokens) * gapMs, 5))
    else if (lastServed.size > 1000) lastServed.clear()
  }
  return {
    take: (owner, { isFinal, signal }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const entry: Waiting = {
          isFinal,
          owner,
          go: () => {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(entry), 1)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        waiting.push(entry)
        if (!timer) serve()
      }),
    isBacklogged: () => waiting.length > 0,
    pause: (forMs) => {
      pausedUntil = Math.max(pausedUntil, now() + forMs)
    },
  }
}
