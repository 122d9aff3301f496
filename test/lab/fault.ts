import type { CauseId } from '../../src/diagnosis/diagnosis.ts'
import type { HostName, Layout } from './hosts.ts'

/** What is really wrong, as the person who broke it knows. */
export interface Truth {
  readonly cause: CauseId
  /** Each must be named in the cause's `where` (as a part of one of its entries). */
  readonly where: readonly string[]
}

/** One step of breaking something. */
export type Action =
  | { readonly kind: 'run'; readonly on: readonly HostName[]; readonly script: string }
  | { readonly kind: 'power-off'; readonly hosts: readonly HostName[] }
  /** Replaces the users: requests per second together, and the page they want. */
  | { readonly kind: 'users'; readonly perSecond: number; readonly path?: string }
  /** Names that no longer resolve. */
  | { readonly kind: 'forget-names'; readonly names: readonly string[] }
  | { readonly kind: 'slow-link' }
  /** The check is told that the database is reached through pgbouncer. */
  | { readonly kind: 'check-through-pooler' }
  | { readonly kind: 'wait'; readonly seconds: number }

export interface Fault {
  /** Kebab-case; names the report file. */
  readonly id: string
  readonly title: string
  /** Empty for a healthy control. */
  readonly truths: readonly Truth[]
  /** Answers that are as fair as `truths`: a judge who knows everything might give either. */
  readonly orElse?: readonly (readonly Truth[])[]
  /** A healthy control that hides something from the check: to say that one could not look is as right as healthy. */
  readonly isInconclusiveFair?: true
  /** Default `haproxy`. */
  readonly layout?: Layout
  /** Default `careful`. */
  readonly probe?: 'careful' | 'bare'
  readonly inject: readonly Action[]
  readonly symptom: Symptom
  /** Goes before others of its cause into the representative third that continuous integration runs. */
  readonly isInThird?: true
}

/** What a user, or the operator at the balancer, must see before the check is asked; `settleSeconds` more pass after it. */
export interface Symptom {
  /** Status of the edge, three times in a row; 0 is no answer. */
  readonly edge: readonly number[]
  /** Servers that HAProxy holds for DOWN. */
  readonly down?: readonly HostName[]
  /** Default 60. */
  readonly withinSeconds?: number
  /** Default 3. */
  readonly settleSeconds?: number
}

export const run = (on: HostName | readonly HostName[], script: string): Action => ({
  kind: 'run',
  on: typeof on === 'string' ? [on] : on,
  script,
})
