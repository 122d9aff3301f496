import type { StepId } from '../checklist/step.ts'
import type { Action } from './action.ts'

/** Known reasons of a 503. The first six are the runbook's. */
export const causeIds = [
  'server_overload',
  'app_not_started',
  'health_check_failing',
  'deployment_in_progress',
  'db_connections_exhausted',
  'dependency_failure',
  'host_unreachable',
  'balancer_down',
  'rate_limited',
] as const
export type CauseId = (typeof causeIds)[number]

/** What a cause is called before people; every title begins with it. */
export const causeNames: Readonly<Record<CauseId, string>> = {
  server_overload: 'Server overloaded',
  app_not_started: 'Application not running',
  health_check_failing: 'Health check failing',
  deployment_in_progress: 'Deployment in progress',
  db_connections_exhausted: 'Database connections exhausted',
  dependency_failure: 'Dependency failing',
  host_unreachable: 'Host unreachable',
  balancer_down: 'Balancer down',
  rate_limited: 'Rate limited',
}

/** `confirmed` needs a decisive fact; `likely` fits all that was seen; `possible` cannot be excluded and has something for it. */
export type Strength = 'confirmed' | 'likely' | 'possible'

export interface Cause {
  readonly cause: CauseId
  readonly strength: Strength
  readonly title: string
  /** Hosts, units, endpoints, sessions: as narrow as the evidence allows. */
  readonly where: readonly string[]
  /** `evidence` is an index into that step's `evidence`. */
  readonly because: readonly { readonly step: StepId; readonly text: string; readonly evidence: number }[]
  /** What to do next, what only looks first, each with its command where there is one. */
  readonly next: readonly string[]
  /** The same, with what can be pasted apart from what is said of it. */
  readonly actions: readonly Action[]
}

/** `healthy` · `degraded`: users are served, something is wrong · `down` · `inconclusive`: could not look. */
export type Outcome = 'healthy' | 'degraded' | 'down' | 'inconclusive'

/** A gap in the view. */
export interface UnseenPart {
  readonly what: string
  readonly why: string
  /** How to close it, its command included. */
  readonly fix?: string
  /** The end of `fix` that can be pasted into a shell on one's own machine. */
  readonly command?: string
}

export interface OwnTrouble {
  /** A sentence without its end that begins with 'this machine': 'this machine cannot resolve any name: …'. */
  readonly text: string
  /** What to do on this machine. */
  readonly fix?: string
}

export interface Diagnosis {
  /** In order of likelihood; the first is the answer. */
  readonly causes: readonly Cause[]
  readonly ruledOut: readonly { readonly cause: CauseId; readonly text: string }[]
  readonly notLookedAt: readonly UnseenPart[]
  /** What is amiss with the machine that looks, what hides most first; absent where nothing is. */
  readonly thisMachine?: readonly OwnTrouble[]
}
