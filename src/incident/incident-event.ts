import type { Actor } from './actor.ts'
import type { Condition } from './condition.ts'

/**
 * What happens to an incident; `id` makes a repeat recognisable, `at` is ISO 8601 and, with `id`, orders events whatever
 * the order they arrive in.
 *
 * - `opened`: the first run or the first alert began it.
 * - `checked`: a run finished, whoever asked for it.
 * - `changed`: what is said of the service is no longer what was said before.
 * - `recovered`: three good looks in a row after a bad time.
 * - `flapping`: good and bad by turns; no single look is told any more until it settles.
 * - `acknowledged`: somebody said 'I am on it'.
 * - `noted`: somebody wrote something down.
 * - `assigned`: somebody was made responsible.
 * - `muted`, `unmuted`: nothing is posted into the channel until a time; and again it is.
 * - `resolved`: over; whoever asks next opens another.
 * - `reopened`: not over after all.
 * - `alerted`: an alerting system said firing or resolved. It never reopens.
 */
export type IncidentEvent = { readonly id: string; readonly at: string; readonly by: Actor } & (
  | { readonly kind: 'incident:opened' }
  | { readonly kind: 'incident:checked'; readonly runId: string; readonly condition: Condition }
  | { readonly kind: 'incident:changed'; readonly condition: Condition; readonly since: string }
  | {
      readonly kind: 'incident:recovered'
      /** When it was first seen bad, and first seen good again. */
      readonly badSince: string
      readonly goodSince: string
    }
  | { readonly kind: 'incident:flapping'; readonly turns: number; readonly since: string }
  | { readonly kind: 'incident:acknowledged' }
  | { readonly kind: 'incident:noted'; readonly text: string }
  | { readonly kind: 'incident:assigned'; readonly to: Actor }
  | { readonly kind: 'incident:muted'; readonly until: string }
  | { readonly kind: 'incident:unmuted' }
  | { readonly kind: 'incident:resolved'; readonly text?: string }
  | { readonly kind: 'incident:reopened' }
  | {
      readonly kind: 'incident:alerted'
      readonly fingerprint: string
      readonly status: 'firing' | 'resolved'
      readonly text: string
    }
)

export type IncidentEventKind = IncidentEvent['kind']

/** The event of one kind. */
export type EventOf<K extends IncidentEventKind> = Extract<IncidentEvent, { readonly kind: K }>
