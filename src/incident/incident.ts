import type { Actor } from './actor.ts'
import type { Condition } from './condition.ts'

/** Which event a part of an incident was taken from. A later one replaces it, an earlier or the same one does not. */
export interface Stamp {
  readonly id: string
  /** ISO 8601 */
  readonly at: string
  readonly by: Actor
}

/** Where an incident lives: at most one per key is open. */
export interface IncidentKey {
  /** The Slack workspace, or `local` for runs of a terminal. */
  readonly team: string
  readonly service: string
  /** The Slack channel, or `terminal`. */
  readonly channel: string
}

/**
 * What a team lives through from the first run or alert of a service in a channel until somebody resolves it. Each part
 * keeps who did it and when, and is there once its event was applied.
 */
export interface Incident extends IncidentKey {
  readonly id: string
  readonly opened: Stamp
  /** Whether it is `open` or `resolved`, with who made it so; opened, resolved and reopened speak of the same thing. */
  readonly standing: Stamp & { readonly status: 'open' | 'resolved'; readonly text?: string }
  /** What the newest run saw. */
  readonly checked?: Stamp & { readonly runId: string; readonly condition: Condition }
  /** What is said of the service, since when: changed, recovered and flapping speak of the same thing. */
  readonly said?: Stamp & Said
  readonly acknowledged?: Stamp
  readonly assigned?: Stamp & { readonly to: Actor }
  /** Muted while `until` is to come; unmuted without it. */
  readonly muted?: Stamp & { readonly until?: string }
  /** Oldest first. */
  readonly notes: readonly (Stamp & { readonly text: string })[]
  /** The newest word of each alert, by source and fingerprint. */
  readonly alerts: readonly Alert[]
}

export type Said =
  | { readonly kind: 'changed'; readonly condition: Condition; readonly since: string }
  | { readonly kind: 'recovered'; readonly badSince: string; readonly goodSince: string }
  | { readonly kind: 'flapping'; readonly turns: number; readonly since: string }

export type Alert = Stamp & {
  readonly fingerprint: string
  readonly status: 'firing' | 'resolved'
  readonly text: string
}
