import type { Actor } from './actor.ts'
import type { Incident } from './incident.ts'
import type { IncidentEvent } from './incident-event.ts'

/** A run as the store remembers it. Times are ISO 8601. */
export interface RememberedRun {
  readonly team: string
  readonly runId: string
  readonly service: string
  /** `waiting` behind the live one · `queued`, `running`: live · the others are over. */
  readonly status: 'waiting' | 'queued' | 'running' | 'finished' | 'stopped' | 'failed'
  /** As `renderActor` wrote it. */
  readonly requestedBy: string
  readonly requestedAt: string
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly outcome?: string
  readonly cause?: string
  /** The verdict in one line. */
  readonly headline?: string
}

/** All that is remembered of an incident; reports where they are still kept. */
export interface RememberedIncident {
  readonly incident: Incident
  /** Oldest first. */
  readonly events: readonly IncidentEvent[]
  readonly runs: readonly (RememberedRun & { readonly report?: unknown })[]
}

/** A run to remember, with its report. */
export interface FinishedRun {
  readonly runId: string
  readonly service: string
  readonly by: Actor
  readonly startedAt: string
  readonly finishedAt: string
  readonly outcome: string
  readonly cause?: string
  readonly headline: string
  readonly report: unknown
}

/** What a terminal asks of the store, whatever team it is of: whoever may read the store may read all of it. */
export interface Memory {
  /** Runs of a service, newest first. */
  history(of: { readonly service: string; readonly limit: number }): Promise<readonly RememberedRun[]>
  /** Newest first. */
  openIncidents(of: { readonly limit: number }): Promise<readonly Incident[]>
  findIncident(of: { readonly incidentId: string }): Promise<RememberedIncident | undefined>
  keepRun(run: FinishedRun): Promise<void>
  close(): Promise<void>
}
