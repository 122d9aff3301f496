import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { Incident } from '../incident/incident.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import type { Watch } from '../incident/watch.ts'

/** The schema that all tables stand in; the queue's own stand in `slash503_queue`. docs/store.md describes them. */
export const schemaName = 'slash503'

/** Written as ISO 8601 or by the database's clock, read as a Date. */
type Time = ColumnType<Date, Date | string, Date | string>
type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export interface Tables {
  incidents: {
    team_id: string
    incident_id: string
    service: string
    channel: string
    status: 'open' | 'resolved'
    state: JSONColumnType<Incident>
    /** Of the newest run that was not healthy. */
    cause: string | null
    opened_at: Time
    touched_at: Time
    resolved_at: MaybeTime
  }
  events: {
    team_id: string
    incident_id: string
    event_id: string
    kind: IncidentEvent['kind']
    actor: string
    at: Time
    body: JSONColumnType<IncidentEvent>
  }
  runs: {
    team_id: string
    run_id: string
    service: string
    status: RunStatus
    requested_by: string
    requested_at: Time
    request: JSONColumnType<RunRequest>
    started_at: MaybeTime
    finished_at: MaybeTime
    outcome: string | null
    cause: string | null
    headline: string | null
    /** Who wants it stopped while it runs. */
    stop_by: string | null
  }
  askers: {
    team_id: string
    run_id: string
    asker_id: GeneratedAlways<string>
    incident_id: string | null
    asked_by: string
    asked_at: Time
  }
  reports: {
    team_id: string
    run_id: string
    /** gzip of the report's JSON. */
    content: Buffer
    content_bytes: number
    stored_at: Time
  }
  claims: {
    team_id: string
    run_id: string
    attempt: number
    /** Null once given back. */
    token: string | null
    worker: string
    /** The queue's job, and which fetch of it, so that another worker can give it back. */
    job_id: string | null
    job_attempt: number | null
    claimed_at: Time
    beat_at: Time
  }
  messages: {
    team_id: string
    message_id: string
    incident_id: string
    run_id: string | null
    kind: string
    channel: string
    /** Null while it is intended only. */
    ts: string | null
    version: Generated<number>
    intended_at: Time
    posted_at: MaybeTime
  }
  mutes: {
    team_id: string
    service: string
    channel: string
    muted_by: string
    muted_at: Time
    until: Time
  }
  seen_ids: { team_id: string; key: string; keep_until: Time }
  watches: {
    team_id: string
    service: string
    state: JSONColumnType<Watch>
    started_by: string
    next_at: Time
  }
}

/** `waiting` behind the live one · `queued`, `running`: live · the others are over. */
export type RunStatus = 'waiting' | 'queued' | 'running' | 'finished' | 'stopped' | 'failed'

/** What a run was asked for besides its service. */
export interface RunRequest {
  /** Steps, where not all are wanted. */
  readonly only?: readonly string[]
  /** Hosts of the service, where not all are wanted. */
  readonly hosts?: readonly string[]
  /** A look of the service's watch. */
  readonly isWatch?: boolean
}
