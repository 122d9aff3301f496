import { type Condition, conditionOf } from './condition.ts'

/** Looking at a service again and again until it has recovered; plain data, so that it outlives the process. */
export interface Watch {
  readonly service: string
  readonly everyMs: number
  /** ISO 8601; it ends by itself then at the latest. */
  readonly endsAt: string
  /** What was last said of the service: what the card shows. */
  readonly said: Condition
  /** Since when it is bad, from the first bad look on; absent while it is good. */
  readonly badSince?: string
  /** Looks in a row that say something else than `said`. */
  readonly streak?: { readonly condition: Condition; readonly looks: number; readonly since: string }
  /** How many looks there were, and at which of them good turned bad or bad good. */
  readonly looks: number
  readonly turns: readonly number[]
  /** The last look that saw anything was good. */
  readonly wasGood: boolean
  readonly isFlapping: boolean
  /** ISO 8601 of the newest look. */
  readonly lastAt: string
  /** Good looks since it was said to have recovered; absent before. */
  readonly goodSinceRecovery?: number
}

/** How many looks after 'recovered' are still made, silently, to see a relapse. */
const looksAfterRecovery = 6

/** A watch that begins after a look: `said` is what that look made the card say. */
export function startWatch(options: {
  readonly service: string
  readonly at: string
  readonly everyMs: number
  readonly forMs: number
  readonly said: Condition
  /** Where the card says since when it is bad. */
  readonly badSince?: string
}): Watch {
  const { service, at, everyMs, forMs, said, badSince } = options
  const isBad = said.outcome === 'down' || said.outcome === 'degraded'
  return {
    service,
    everyMs,
    endsAt: new Date(Date.parse(at) + forMs).toISOString(),
    said: conditionOf(said),
    ...(isBad ? { badSince: badSince ?? at } : {}),
    looks: 0,
    turns: [],
    wasGood: said.outcome === 'healthy',
    isFlapping: false,
    lastAt: at,
  }
}

/** When to look next, or why the watch is over. A look that was missed (nobody was running) is due at once, once. */
export function nextLook(watch: Watch): { readonly at: string } | { readonly over: 'recovered' | 'time' } {
  if ((watch.goodSinceRecovery ?? 0) >= looksAfterRecovery) return { over: 'recovered' }
  const at = new Date(Date.parse(watch.lastAt) + watch.everyMs).toISOString()
  return Date.parse(at) > Date.parse(watch.endsAt) ? { over: 'time' } : { at }
}
