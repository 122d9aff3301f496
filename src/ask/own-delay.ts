/** How often we look whether we get our turn. */
const tickMs = 50

let lostMs = 0
let lastTick = 0
let watchers = 0
let timer: NodeJS.Timeout | undefined

function tick(): void {
  lostMs += lateness()
  lastTick = performance.now()
}

function lateness(): number {
  return Math.max(0, performance.now() - lastTick - tickMs)
}

/** Time that this process has lost since the watch began, in milliseconds. */
export interface OwnDelay extends Disposable {
  readonly lostMs: () => number
}

/**
 * Watches how long this process waits for a processor, or is busy with itself. An answer that lay there meanwhile is not
 * late: whoever waits for others must not count that time against them.
 */
export function watchOwnDelay(): OwnDelay {
  if (watchers++ === 0) {
    lastTick = performance.now()
    timer = setInterval(tick, tickMs).unref()
  }
  const before = lostMs + lateness()
  return {
    lostMs: () => lostMs + lateness() - before,
    [Symbol.dispose]() {
      if (--watchers === 0) clearInterval(timer)
    },
  }
}
