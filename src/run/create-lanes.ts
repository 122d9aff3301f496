/** Starts `task` as soon as there is room for it; a task must not reject. */
export type Lanes = (lane: string, task: () => Promise<void>) => void

/**
 * A queue with at most `total` tasks in flight and at most `perLane` of them in one lane. A lane that is full holds up
 * no other lane; lanes take turns, so that one with a thousand tasks does not starve the rest.
 */
export function createLanes({ total, perLane }: { total: number; perLane: number }): Lanes {
  const waiting = new Map<string, (() => Promise<void>)[]>()
  const running = new Map<string, number>()
  let inFlight = 0

  const start = (lane: string, task: () => Promise<void>): void => {
    inFlight++
    running.set(lane, (running.get(lane) ?? 0) + 1)
    void task().finally(() => {
      inFlight--
      running.set(lane, (running.get(lane) ?? 1) - 1)
      fill()
    })
  }

  /** Starts one waiting task; false when there is no room or nothing to start. */
  const takeTurn = (): boolean => {
    if (inFlight >= total) return false
    for (const [lane, tasks] of waiting) {
      if ((running.get(lane) ?? 0) >= perLane) continue
      const task = tasks.shift()
      waiting.delete(lane)
      if (tasks.length > 0) waiting.set(lane, tasks) // at the end: the next turn is another lane's
      if (task) start(lane, task)
      return true
    }
    return false
  }

  const fill = (): void => {
    for (let isStarted = true; isStarted; ) isStarted = takeTurn()
  }

  return (lane, task) => {
    const tasks = waiting.get(lane)
    if (tasks) tasks.push(task)
    else waiting.set(lane, [task])
    fill()
  }
}
