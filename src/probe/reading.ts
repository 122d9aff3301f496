import type { ProbeValues } from './values.ts'

export type ProbeId = keyof ProbeValues

/** Where a reading was taken from when it was not a host: the machine the bot runs on. */
export const bot = 'bot'

/**
 * Why a probe could not see.
 * `unreachable`: the host (or the endpoint's vantage) could not be reached · `timed-out`: no answer in time ·
 * `denied`: a permission is missing (`fix` says which) · `not-found`: the thing asked about does not exist there ·
 * `output-limit`: cut off for printing too much · `unsupported`: this system has no such source (no systemd, no PSI) ·
 * `garbled`: an answer that could not be understood · `aborted`: the run ended first ·
 * `this-machine`: the machine that looks is at fault (no route, no resolver, no key, a wrong port): nothing was learnt of
 * what was looked at, and the fix is for this machine.
 */
export type UnseenReason =
  | 'unreachable'
  | 'timed-out'
  | 'denied'
  | 'not-found'
  | 'output-limit'
  | 'unsupported'
  | 'garbled'
  | 'aborted'
  | 'this-machine'

export interface Unseen {
  readonly kind: 'unseen'
  readonly reason: UnseenReason
  /** One line for a person: 'ssh: connection timed out after 4 s'. */
  readonly detail: string
  /** The command or setting that makes it visible: 'usermod -aG systemd-journal probe'. */
  readonly fix?: string
  /** Of a connection that this machine did not get: the system's error (`EAI_AGAIN`) or what it came to (`auth`). */
  readonly code?: string
  /** Where that connection was to go, when its name was looked up already. */
  readonly address?: string
  /** The end of `fix` that is a command; it is made of checked and quoted words alone. */
  readonly command?: string
  /** Where it is to be run: on the host that was looked at, or on the machine that looked. */
  readonly commandAt?: 'host' | 'here'
}

export interface Seen<V> {
  readonly kind: 'seen'
  readonly value: V
}

/** What a parser makes of raw output. */
export type Parsed<V> = Seen<V> | Unseen

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
