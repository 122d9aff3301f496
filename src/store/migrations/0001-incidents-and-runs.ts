import { type Kysely, sql } from 'kysely'

/** All tables. The team stands first in every key, because two workspaces may use one store. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table slash503.incidents (
    team_id text not null,
    incident_id text not null,
    service text not null,
    channel text not null,
    status text not null check (status in ('open', 'resolved')),
    state jsonb not null,
    cause text,
    opened_at timestamptz not null,
    touched_at timestamptz not null,
    resolved_at timestamptz,
    primary key (team_id, incident_id)
  )`,
  `create unique index incidents_one_open on slash503.incidents (team_id, service, channel) where status = 'open'`,
  `create table slash503.events (
    team_id text not null,
    incident_id text not null,
    event_id text not null,
    kind text not null,
    actor text not null,
    at timestamptz not null,
    body jsonb not null,
    primary key (team_id, incident_id, event_id),
    foreign key (team_id, incident_id) references slash503.incidents on delete cascade
  )`,
  `create table slash503.runs (
    team_id text not null,
    run_id text not null,
    service text not null,
    status text not null check (status in ('waiting', 'queued', 'running', 'finished', 'stopped', 'failed')),
    requested_by text not null,
    requested_at timestamptz not null,
    request jsonb not null,
    started_at timestamptz,
    finished_at timestamptz,
    outcome text,
    cause text,
    headline text,
    stop_by text,
    primary key (team_id, run_id)
  )`,
  `create unique index runs_one_live on slash503.runs (team_id, service) where status in ('queued', 'running')`,
  `create unique index runs_one_waiting on slash503.runs (team_id, service) where status = 'waiting'`,
  `create table slash503.askers (
    team_id text not null,
    run_id text not null,
    asker_id bigint generated always as identity,
    incident_id text,
    asked_by text not null,
    asked_at timestamptz not null,
    primary key (team_id, run_id, asker_id),
    foreign key (team_id, run_id) references slash503.runs on delete cascade,
    foreign key (team_id, incident_id) references slash503.incidents on delete cascade
  )`,
  `create table slash503.reports (
    team_id text not null,
    run_id text not null,
    content bytea not null,
    content_bytes integer not null,
    stored_at timestamptz not null,
    primary key (team_id, run_id),
    foreign key (team_id, run_id) references slash503.runs on delete cascade
  )`,
  // It is compressed already.
  `alter table slash503.reports alter column content set storage external`,
  `create table slash503.claims (
    team_id text not null,
    run_id text not null,
    attempt integer not null,
    token uuid,
    worker text not null,
    job_id uuid,
    job_attempt integer,
    claimed_at timestamptz not null,
    beat_at timestamptz not null,
    primary key (team_id, run_id),
    foreign key (team_id, run_id) references slash503.runs on delete cascade
  )`,
  `create table slash503.messages (
    team_id text not null,
    message_id text not null,
    incident_id text not null,
    run_id text,
    kind text not null,
    channel text not null,
    ts text,
    version integer not null default 0,
    intended_at timestamptz not null,
    posted_at timestamptz,
    primary key (team_id, message_id),
    foreign key (team_id, incident_id) references slash503.incidents on delete cascade
  )`,
  `create unique index messages_by_place on slash503.messages (team_id, channel, ts) where ts is not null`,
  `create table slash503.mutes (
    team_id text not null,
    service text not null,
    channel text not null,
    muted_by text not null,
    muted_at timestamptz not null,
    until timestamptz not null,
    primary key (team_id, service, channel)
  )`,
  `create table slash503.seen_ids (
    team_id text not null,
    key text not null,
    keep_until timestamptz not null,
    primary key (team_id, key)
  )`,
  `create table slash503.watches (
    team_id text not null,
    service text not null,
    state jsonb not null,
    started_by text not null,
    next_at timestamptz not null,
    primary key (team_id, service)
  )`,
]
