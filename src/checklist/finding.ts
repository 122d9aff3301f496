import type { FindingFacts } from './finding-facts.ts'
import type { FindingId } from './finding-ids.ts'
import type { StepId } from './step.ts'

/**
 * One fact that the judging of readings established, with the readings it rests on. Steps are summaries of findings;
 * causes are scored from them. Thresholds are applied here and nowhere else. `Finding<'unit-failed'>` is one of a kind.
 */
export type Finding<I extends FindingId = FindingId> = Extract<Draft & Tie, { readonly id: I }>

/** A finding before it is tied to its step and readings. */
export type Draft<I extends FindingId = FindingId> = { [K in I]: Kind<K> & AboutHost<K> & Words }[I]

interface Kind<I extends FindingId> {
  /** What was found, from a closed list. */
  readonly id: I
  /** Typed figures for causes and for comparing with an earlier report. */
  readonly facts: FindingFacts[I]
}

interface Words {
  /** `fail` breaks users · `warn` worth a look, harms nobody by itself · `info` context · `clear` looked, and it is fine · `unseen` could not look. */
  readonly weight: 'fail' | 'warn' | 'info' | 'clear' | 'unseen'
  /** Where, as a label: a host, `be/app1` of a balancer, an endpoint's label. */
  readonly place: string
  /** `text` without place and figures, so that the same thing at many places folds into one line: 'gunicorn failed'. */
  readonly topic: string
  /** One line with the figures: '38 of 40 connections idle in transaction for 14 min from app2, user app'. */
  readonly text: string
}

/** What a draft rests on. */
export interface Tie {
  readonly step: StepId
  /** Keys (`readingKey`) of the readings it rests on; at least one unless nothing was read. */
  readonly readings: readonly string[]
}

/** About whom: a host, `bot` for the machine that looks. */
type AboutHost<I extends FindingId> = I extends AboutNoHost
  ? { readonly host?: never }
  : I extends AboutServer
    ? { readonly host?: string }
    : { readonly host: string }

/** What users get, and what hosts share. */
type AboutNoHost =
  | 'edge-served'
  | 'edge-slow'
  | 'edge-unavailable'
  | 'edge-intermittent'
  | 'edge-rate-limited'
  | 'edge-responder'
  | 'backend-down'
  | 'release-mixed'

/** A balancer's server is a host of the service, or none that we know. */
export type AboutServer =
  | 'server-up'
  | 'server-down'
  | 'server-unresolved'
  | 'server-flapping'
  | 'server-at-limit'
  | 'server-in-maintenance'
  | 'server-draining'
  | 'balancer-connects'
  | 'balancer-cannot-connect'
