import { createSemaphore, type Semaphore } from './semaphore.ts'

/** How many hosts are taken on at the same time; adapts to what whoever is shared on the way (we, a bastion) can do. */
export interface FanOut {
  readonly semaphore: Semaphore
  /** One login succeeded: how long TCP took, which is the distance, and how long the handshake after it. */
  onLogin(times: { readonly connectMs: number; readonly handshakeMs: number }): void
  /** A host kept its place for so long, until all that was wanted of it was done. */
  onSettled(placeMs: number): void
  /** How long a host may keep its place: far longer than hosts took of late, so that slowness for all lets in no more of them. */
  patienceMs(): number
  /** Somebody on the way hung up on us: too many at once. */
  onHungUp(): void
}

/** Fewer than this would leave processors idle that wait for the network. */
const least = 16

/** Flights of packets in a handshake and login; what takes longer than these is computing, or waiting for its turn. */
const flights = 5

/** A login that costs this many times what the best one did waits for its turn most of the time. */
const crowded = 6

/** The least patience, and how many times what hosts take. */
const leastPatienceMs = 1000
const patience = 3

/** Below this nobody is crowded, whatever the best one did. */
const crowdedMs = 100

/**
 * Starts at half of `most`. Measured with 400 sshd on one machine of two cores: 16 at once took 6.3 s, 64 took 7.5 s and
 * 200 took 9.0 s; real hosts have processors of their own, and there more at once is faster.
 */
export function createFanOut(most: number): FanOut {
  const semaphore = createSemaphore(Math.max(1, Math.ceil(most / 2)))
  const floor = Math.min(least, most)
  let best = Number.POSITIVE_INFINITY
  let smoothed = 0
  let usualMs = 0
  return {
    semaphore,
    onLogin({ connectMs, handshakeMs }) {
      const cost = Math.max(1, handshakeMs - flights * connectMs)
      best = Math.min(best, cost)
      smoothed = smoothed === 0 ? cost : smoothed * 0.8 + cost * 0.2
      const isCrowded = smoothed > crowdedMs && smoothed > crowded * best
      semaphore.resize(isCrowded ? Math.max(floor, semaphore.limit - 1) : Math.min(most, semaphore.limit + 1))
    },
    onSettled(placeMs) {
      usualMs = usualMs * 0.8 + placeMs * 0.2
    },
    patienceMs: () => Math.max(leastPatienceMs, patience * usualMs),
    onHungUp() {
      semaphore.resize(Math.max(Math.min(8, most), Math.floor(semaphore.limit * 0.8)))
    },
  }
}
