import { sql } from 'kysely'
import { type Actor, renderActor } from '../incident/actor.ts'
import type { IncidentKey } from '../incident/incident.ts'
import type { Executor } from './executor.ts'

export interface Mute {
  /** As `renderActor` wrote it. */
  readonly by: string
  /** ISO 8601 */
  readonly until: string
}

/** Mutes a service in a channel; a later mute replaces an earlier one. */
export async function muteService(
  db: Executor,
  { team, service, channel }: IncidentKey,
  { by, until }: { readonly by: Actor; readonly until: string },
): Promise<void> {
  const values = { muted_by: renderActor(by), muted_at: sql<Date>`clock_timestamp()`, until }
  await db
    .insertInto('mutes')
    .values({ team_id: team, service, channel, ...values })
    .onConflict((conflict) => conflict.columns(['team_id', 'service', 'channel']).doUpdateSet(values))
    .execute()
}

export async function unmuteService(db: Executor, { team, service, channel }: IncidentKey): Promise<void> {
  await db
    .deleteFrom('mutes')
    .where('team_id', '=', team)
    .where('service', '=', service)
    .where('channel', '=', channel)
    .execute()
}

/** The mute that holds now, by the database's clock. */
export async function findMute(db: Executor, { team, service, channel }: IncidentKey): Promise<Mute | undefined> {
  const row = await db
    .selectFrom('mutes')
    .select(['muted_by', 'until'])
    .where('team_id', '=', team)
    .where('service', '=', service)
    .where('channel', '=', channel)
    .where('until', '>', sql<Date>`clock_timestamp()`)
    .executeTakeFirst()
  return row && { by: row.muted_by, until: row.until.toISOString() }
}
