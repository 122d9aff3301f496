import { sql } from 'kysely'
import { type Actor, renderActor } from '../incident/actor.ts'
import type { Watch } from '../incident/watch.ts'
import type { Executor } from './executor.ts'

export interface StoredWatch {
  readonly team: string
  readonly watch: Watch
  /** As `renderActor` wrote it. */
  readonly startedBy: string
}

/** Begins to watch a service; false when it is watched already: a service has one watch at most. */
export async function beginWatch(
  db: Executor,
  options: { readonly team: string; readonly watch: Watch; readonly by: Actor; readonly nextAt: string },
): Promise<boolean> {
  const { team, watch, by, nextAt } = options
  const begun = await db
    .insertInto('watches')
    .values({
      team_id: team,
      service: watch.service,
      state: JSON.stringify(watch),
      started_by: renderActor(by),
      next_at: nextAt,
    })
    .onConflict((conflict) => conflict.columns(['team_id', 'service']).doNothing())
    .returning('service')
    .executeTakeFirst()
  return begun !== undefined
}

/** Keeps a watch after a look, with the time of the next. */
export async function updateWatch(
  db: Executor,
  { team, watch, nextAt }: { readonly team: string; readonly watch: Watch; readonly nextAt: string },
): Promise<void> {
  await db
    .updateTable('watches')
    .set({ state: JSON.stringify(watch), next_at: nextAt })
    .where('team_id', '=', team)
    .where('service', '=', watch.service)
    .execute()
}

/** Ends a watch; false when there was none. */
export async function endWatch(
  db: Executor,
  { team, service }: { readonly team: string; readonly service: string },
): Promise<boolean> {
  const ended = await db
    .deleteFrom('watches')
    .where('team_id', '=', team)
    .where('service', '=', service)
    .returning('service')
    .executeTakeFirst()
  return ended !== undefined
}

export async function findWatch(
  db: Executor,
  { team, service }: { readonly team: string; readonly service: string },
): Promise<StoredWatch | undefined> {
  const row = await db
    .selectFrom('watches')
    .selectAll()
    .where('team_id', '=', team)
    .where('service', '=', service)
    .forUpdate()
    .executeTakeFirst()
  return row && { team: row.team_id, watch: row.state, startedBy: row.started_by }
}

/**
 * Watches whose next look is due by the database's clock, each given to one process alone: until the transaction ends by
 * a lock, and for `leaseMs` more by its next time. In the transaction that asks for their runs.
 */
export async function takeDueWatches(
  db: Executor,
  { limit = 50, leaseMs }: { readonly limit?: number; readonly leaseMs: number },
): Promise<readonly StoredWatch[]> {
  const rows = await db
    .with('due', (query) =>
      query
        .selectFrom('watches')
        .select(['team_id', 'service'])
        .where('next_at', '<=', sql<Date>`clock_timestamp()`)
        .orderBy('next_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('watches')
    .from('due')
    .set({ next_at: sql<Date>`clock_timestamp() + ${leaseMs}::double precision * interval '1 millisecond'` })
    .whereRef('watches.team_id', '=', 'due.team_id')
    .whereRef('watches.service', '=', 'due.service')
    .returning(['watches.team_id', 'watches.state', 'watches.started_by'])
    .execute()
  return rows.map(({ team_id, state, started_by }) => ({ team: team_id, watch: state, startedBy: started_by }))
}
