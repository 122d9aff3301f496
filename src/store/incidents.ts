import { sql } from 'kysely'
import { renderActor } from '../incident/actor.ts'
import { apply, openIncident } from '../incident/apply.ts'
import type { Incident, IncidentKey } from '../incident/incident.ts'
import type { EventOf, IncidentEvent } from '../incident/incident-event.ts'
import type { Executor } from './executor.ts'

/** Names one incident of one team. */
export interface IncidentRef {
  readonly team: string
  readonly incidentId: string
}

/** What became of an event: `taken`: it would reopen an incident while another of the same service and channel is open. */
export type Appended =
  | { readonly kind: 'applied' | 'repeated'; readonly incident: Incident }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'taken'; readonly open: Incident }

/** The open incident of the key, or a new one named `id`; whoever comes at the same moment gets the same. In a transaction. */
export async function openOrJoin(
  db: Executor,
  options: { readonly id: string; readonly key: IncidentKey; readonly event: EventOf<'incident:opened'> },
): Promise<{ readonly incident: Incident; readonly isNew: boolean }> {
  const { id, key, event } = options
  // The open one may be resolved between the two statements; then the next turn makes another.
  for (;;) {
    if (await insertIncident(db, openIncident(id, key, event))) {
      await insertEvent(db, { team: key.team, incidentId: id }, event)
      return { incident: openIncident(id, key, event), isNew: true }
    }
    const open = await openIncidentOf(db, key, { isToChange: true })
    if (open) return { incident: open, isNew: false }
  }
}

/** Applies an event to an incident and keeps it, once however often it comes. In a transaction. */
export async function appendEvent(db: Executor, ref: IncidentRef, event: IncidentEvent): Promise<Appended> {
  const row = await rowOf(db, ref).select('state').forUpdate().executeTakeFirst()
  if (!row) return { kind: 'unknown' }
  const before = row.state
  const after = apply(before, event)
  if (before.standing.status === 'resolved' && after.standing.status === 'open') {
    const open = await openIncidentOf(db, before, {})
    if (open) return { kind: 'taken', open }
  }
  if (!(await insertEvent(db, ref, event))) return { kind: 'repeated', incident: before }
  await updateIncident(db, after)
  return { kind: 'applied', incident: after }
}

export async function findIncident(db: Executor, ref: IncidentRef): Promise<Incident | undefined> {
  return (await rowOf(db, ref).select('state').executeTakeFirst())?.state
}

/** The open incident of a service in a channel. */
export async function findOpenIncident(db: Executor, key: IncidentKey): Promise<Incident | undefined> {
  return openIncidentOf(db, key, {})
}

/** Newest first, at most `limit`; with `service`, its own only. */
export async function listOpenIncidents(
  db: Executor,
  options: { readonly team: string; readonly service?: string; readonly limit?: number },
): Promise<readonly Incident[]> {
  const { team, service, limit = 100 } = options
  const open = db.selectFrom('incidents').select('state').where('team_id', '=', team).where('status', '=', 'open')
  const wanted = service === undefined ? open : open.where('service', '=', service)
  const rows = await wanted.orderBy('opened_at', 'desc').limit(limit).execute()
  return rows.map(({ state }) => state)
}

/** What happened, oldest first; the newest `limit` events. */
export async function readTimeline(
  db: Executor,
  { team, incidentId, limit = 1000 }: IncidentRef & { readonly limit?: number },
): Promise<readonly IncidentEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('team_id', '=', team)
    .where('incident_id', '=', incidentId)
    .orderBy('at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ body }) => body).reverse()
}

/** The newest other incident of the service that had this cause: 'seen before'. */
export async function findIncidentWithCause(
  db: Executor,
  options: IncidentRef & { readonly service: string; readonly cause: string },
): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select('state')
    .where('team_id', '=', options.team)
    .where('service', '=', options.service)
    .where('cause', '=', options.cause)
    .where('incident_id', '<>', options.incidentId)
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.state
}

function rowOf(db: Executor, { team, incidentId }: IncidentRef) {
  return db.selectFrom('incidents').where('team_id', '=', team).where('incident_id', '=', incidentId)
}

async function openIncidentOf(
  db: Executor,
  { team, service, channel }: IncidentKey,
  { isToChange = false }: { readonly isToChange?: boolean },
): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select('state')
    .where('team_id', '=', team)
    .where('service', '=', service)
    .where('channel', '=', channel)
    .where('status', '=', 'open')
    .$if(isToChange, (query) => query.forUpdate())
    .executeTakeFirst()
  return row?.state
}

async function insertIncident(db: Executor, incident: Incident): Promise<boolean> {
  const { team, id, service, channel, opened } = incident
  const inserted = await db
    .insertInto('incidents')
    .values({
      team_id: team,
      incident_id: id,
      service,
      channel,
      status: 'open',
      state: JSON.stringify(incident),
      opened_at: opened.at,
      touched_at: opened.at,
    })
    .onConflict((conflict) =>
      conflict.columns(['team_id', 'service', 'channel']).where('status', '=', 'open').doNothing(),
    )
    .returning('incident_id')
    .executeTakeFirst()
  return inserted !== undefined
}

async function updateIncident(db: Executor, incident: Incident): Promise<void> {
  const { status, at } = incident.standing
  const condition = incident.checked?.condition
  await db
    .updateTable('incidents')
    .set({
      state: JSON.stringify(incident),
      status,
      touched_at: sql<Date>`clock_timestamp()`,
      resolved_at: status === 'resolved' ? at : null,
      ...(condition?.cause === undefined || condition.outcome === 'healthy' ? {} : { cause: condition.cause }),
    })
    .where('team_id', '=', incident.team)
    .where('incident_id', '=', incident.id)
    .execute()
}

async function insertEvent(db: Executor, { team, incidentId }: IncidentRef, event: IncidentEvent): Promise<boolean> {
  const inserted = await db
    .insertInto('events')
    .values({
      team_id: team,
      incident_id: incidentId,
      event_id: event.id,
      kind: event.kind,
      actor: renderActor(event.by),
      at: event.at,
      body: JSON.stringify(event),
    })
    .onConflict((conflict) => conflict.columns(['team_id', 'incident_id', 'event_id']).doNothing())
    .returning('event_id')
    .executeTakeFirst()
  return inserted !== undefined
}
