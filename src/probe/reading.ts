import type { Parsed } from './unseen.ts'
import type { ProbeValues } from './values.ts'

export type ProbeId = keyof ProbeValues

/** Where a reading was taken from when it was not a host: the machine the bot runs on. */
export const bot = 'bot'

/** What one probe saw at one place, or why it could not see. Plain JSON: stored and judged again later. */
export type Reading<P extends ProbeId = ProbeId> = {
  [K in P]: {
    readonly probe: K
    /** The host (or `bot`) whose view this is, as planned. */
    readonly host: string
    /** Where it was really taken from: `bot` when the host forbids forwarding. Else equal to `host`. */
    readonly from: string
    /** What on that host: a unit, an endpoint label, a path; empty when it is the host itself. */
    readonly subject: string
    /** The exact command, query or request, as a person would type it. No secrets. */
    readonly source: string
    /** When it was taken, ISO 8601, bot's clock. */
    readonly at: string
    readonly durationMs: number
    /** Raw text, cleaned of control characters and secrets, at most `excerptLimit` characters. */
    readonly excerpt: string
    readonly outcome: Parsed<ProbeValues[K]>
  }
}[P]

/** Characters kept of a raw answer in a reading: enough for twenty log lines. */
export const excerptLimit = 4000

/** Identity of a reading within a run: the same observation planned twice has the same key. */
export function readingKey(of: { probe: ProbeId; host: string; subject: string }): string {
  return `${of.probe}@${of.host}#${of.subject}`
}
