import { type Kysely, sql } from 'kysely'

/** What `status`, `history`, `timeline` and the retention ask for, each by an index of its own. Only speed depends on it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  'create index runs_by_service on slash503.runs (team_id, service, requested_at desc)',
  'create index runs_by_age on slash503.runs (finished_at) where finished_at is not null',
  "create index runs_live on slash503.runs (team_id, run_id) where status in ('waiting', 'queued', 'running')",
  "create index incidents_open on slash503.incidents (team_id, opened_at desc) where status = 'open'",
  'create index incidents_by_cause on slash503.incidents (team_id, service, cause, opened_at desc)',
  'create index incidents_by_age on slash503.incidents (resolved_at) where resolved_at is not null',
  'create index events_by_time on slash503.events (team_id, incident_id, at)',
  'create index askers_by_incident on slash503.askers (team_id, incident_id, asked_at)',
  'create index messages_by_incident on slash503.messages (team_id, incident_id)',
  'create index messages_by_run on slash503.messages (team_id, run_id)',
  'create index reports_by_age on slash503.reports (stored_at) include (content_bytes)',
  'create index seen_ids_by_age on slash503.seen_ids (keep_until)',
  'create index watches_by_time on slash503.watches (next_at)',
]
