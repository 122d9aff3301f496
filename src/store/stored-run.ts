import type { Actor } from '../incident/actor.ts'
import type { RunRequest, RunStatus } from './tables.ts'

/** Names one run of one team. */
export interface RunRef {
  readonly team: string
  readonly runId: string
}

/** A run without its report. Times are ISO 8601. */
export interface StoredRun extends RunRef {
  readonly service: string
  readonly status: RunStatus
  /** As `renderActor` wrote it. */
  readonly requestedBy: string
  readonly requestedAt: string
  readonly request: RunRequest
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly outcome?: string
  readonly cause?: string
  readonly headline?: string
}

/** Somebody who wants a service looked at. */
export interface Asking extends RunRef {
  readonly service: string
  readonly by: Actor
  readonly at: string
  readonly incidentId?: string
  readonly request: RunRequest
}

/** How a run came out. */
export interface RunResult {
  readonly status: 'finished' | 'stopped' | 'failed'
  readonly at: string
  readonly outcome?: string
  readonly cause?: string
  /** One line. */
  readonly headline?: string
}

/** A row of `runs` in our own words. */
export function storedRun(row: {
  readonly team_id: string
  readonly run_id: string
  readonly service: string
  readonly status: RunStatus
  readonly requested_by: string
  readonly requested_at: Date
  readonly request: RunRequest
  readonly started_at: Date | null
  readonly finished_at: Date | null
  readonly outcome: string | null
  readonly cause: string | null
  readonly headline: string | null
}): StoredRun {
  const { outcome, cause, headline, started_at, finished_at } = row
  return {
    team: row.team_id,
    runId: row.run_id,
    service: row.service,
    status: row.status,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    request: row.request,
    ...(started_at === null ? {} : { startedAt: started_at.toISOString() }),
    ...(finished_at === null ? {} : { finishedAt: finished_at.toISOString() }),
    ...(outcome === null ? {} : { outcome }),
    ...(cause === null ? {} : { cause }),
    ...(headline === null ? {} : { headline }),
  }
}
