/** Runs work one piece in a turn of the event loop, in order; resolves when it is done. The work must not throw. */
export type Turns = (work: () => void) => Promise<void>

/** Everything else has its turn between two pieces: however much comes in at once, nothing waits for all of it. */
export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    last = last.then(() => new Promise<void>((resolve) => setImmediate(resolve))).then(work)
    return last
  }
}
