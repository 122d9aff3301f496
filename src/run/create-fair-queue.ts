/** Starts `task` as soon as there is room for it; a task must not reject. */
export type FairQueue = (key: string, task: () => Promise<void>) => void

/**
 * A queue with at most `total` tasks in flight and at most `perKey` of them with one key. A key that is full holds up
 * no other; keys take turns, so that one with a thousand tasks does not starve the rest.
 */
export function createFairQueue({ total, perKey }: { total: number; perKey: number }): FairQueue {
  const waiting = new Map<string, (() => Promise<void>)[]>()
  const running = new Map<string, number>()
  let inFlight = 0

  const start = (key: string, task: () => Promise<void>): void => {
    inFlight++
    running.set(key, (running.get(key) ?? 0) + 1)
    void task().finally(() => {
      inFlight--
      running.set(key, (running.get(key) ?? 1) - 1)
      fill()
    })
  }

  /** Starts one waiting task; false when there is no room or nothing to start. */
  const takeTurn = (): boolean => {
    if (inFlight >= total) return false
    for (const [key, tasks] of waiting) {
      if ((running.get(key) ?? 0) >= perKey) continue
      const task = tasks.shift()
      waiting.delete(key)
      if (tasks.length > 0) waiting.set(key, tasks) // at the end: the next turn is another key’s
      if (task) start(key, task)
      return true
    }
    return false
  }

  const fill = (): void => {
    for (let isStarted = true; isStarted; ) isStarted = takeTurn()
  }

  return (key, task) => {
    const tasks = waiting.get(key)
    if (tasks) tasks.push(task)
    else waiting.set(key, [task])
    fill()
  }
}
