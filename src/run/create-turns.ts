import type { Slices } from '../lib/slices.ts'

/** Runs work one slice in a turn of the event loop, in order; resolves when it is done. The work must not throw. */
export type Turns = (work: Slices<void>) => Promise<void>

/** Everything else has its turn between two slices: however much comes in at once, nothing waits for all of it. */
export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    last = last.then(() => inTurns(work))
    return last
  }
}

async function inTurns(work: Slices<void>): Promise<void> {
  do await new Promise<void>((resolve) => setImmediate(resolve))
  while (!work.next().done)
}

/** Does what takes one slice at once, and gives undefined; what takes more is done in turns. */
export function settleInTurns(turns: Turns, work: Slices<void>): Promise<void> | undefined {
  return work.next().done ? undefined : turns(work)
}
