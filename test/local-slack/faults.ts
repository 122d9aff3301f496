/** What goes wrong, on demand. Shares are 0–1 of the Web API's calls, drawn from a seeded sequence. */
export interface Faults {
  rateLimitShare: number
  /** Seconds in `Retry-After` of an injected 429. */
  retryAfterS: number
  serverErrorShare: number
  /** The work is done, then the connection is reset without an answer. */
  resetAfterShare: number
  /** Least and most milliseconds that an answer is held back. */
  delayMs: readonly [number, number]
  /** The next message with blocks is refused, once. */
  invalidBlocksOnce: boolean
  /** As a workspace does that has not got the block yet. */
  refusePlan: boolean
  /** No blocks at all are taken. */
  refuseBlocks: boolean
  /** Every so often one socket is told to reconnect; 0 for never. */
  socketRefreshMs: number
  /** Every command, click and event is delivered twice. */
  duplicateDeliveries: boolean
  /** The acknowledgement of every event is lost, so that Slack repeats it at once. */
  loseEventAcks: boolean
  /** The Web API methods that the shares are about; all of them when empty. */
  methods: readonly string[]
  /** Slack's published rate limits, enforced. */
  enforceRates: boolean
}

export const noFaults: Faults = {
  rateLimitShare: 0,
  retryAfterS: 1,
  serverErrorShare: 0,
  resetAfterShare: 0,
  delayMs: [0, 0],
  invalidBlocksOnce: false,
  refusePlan: false,
  refuseBlocks: false,
  socketRefreshMs: 0,
  duplicateDeliveries: false,
  loseEventAcks: false,
  methods: [],
  enforceRates: true,
}

/** One call's share of the faults, decided before it is made. */
export type CallFault = 'none' | 'rate-limit' | 'server-error' | 'server-error-after' | 'reset-after'

/** Draws a call's fault; `random` gives 0–1. A 5xx comes as often after the work as before it. */
export function drawFault(faults: Faults, random: () => number): CallFault {
  const drawn = random()
  if (drawn < faults.rateLimitShare) return 'rate-limit'
  const serverError = faults.rateLimitShare + faults.serverErrorShare
  if (drawn < faults.rateLimitShare + faults.serverErrorShare / 2) return 'server-error'
  if (drawn < serverError) return 'server-error-after'
  return drawn < serverError + faults.resetAfterShare ? 'reset-after' : 'none'
}

/** The mulberry32 sequence: the same seed, the same faults. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
