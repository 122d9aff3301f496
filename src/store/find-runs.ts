import { sql } from 'kysely'
import type { Executor } from './executor.ts'
import { type RunRef, type StoredRun, storedRun } from './stored-run.ts'

/** The run of a service that is queued or running. */
export async function findLiveRun(
  db: Executor,
  { team, service }: { readonly team: string; readonly service: string },
): Promise<StoredRun | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('team_id', '=', team)
    .where('service', '=', service)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst()
  return row && storedRun(row)
}

export async function findRun(db: Executor, { team, runId }: RunRef): Promise<StoredRun | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .executeTakeFirst()
  return row && storedRun(row)
}

/** Who asked for a run, first asker first, each with the incident that wants its result. */
export async function listAskers(
  db: Executor,
  { team, runId }: RunRef,
): Promise<readonly { readonly by: string; readonly at: string; readonly incidentId?: string }[]> {
  const rows = await db
    .selectFrom('askers')
    .select(['asked_by', 'asked_at', 'incident_id'])
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .orderBy('asker_id')
    .execute()
  return rows.map(({ asked_by, asked_at, incident_id }) => ({
    by: asked_by,
    at: asked_at.toISOString(),
    ...(incident_id === null ? {} : { incidentId: incident_id }),
  }))
}

/** Runs of a service, newest first; `before` (ISO 8601) continues a list; with `outcome`, finished ones of that alone. */
export async function listRuns(
  db: Executor,
  options: {
    readonly team: string
    readonly service: string
    readonly limit?: number
    readonly before?: string
    readonly outcome?: string
  },
): Promise<readonly StoredRun[]> {
  const { team, service, limit = 20, before, outcome } = options
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('team_id', '=', team)
    .where('service', '=', service)
    .$if(before !== undefined, (query) => query.where('requested_at', '<', sql<Date>`${before}::timestamptz`))
    .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? ''))
    .orderBy('requested_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(storedRun)
}

/** Runs that an incident asked for, oldest first; the newest `limit`. */
export async function listRunsOfIncident(
  db: Executor,
  options: { readonly team: string; readonly incidentId: string; readonly limit?: number },
): Promise<readonly StoredRun[]> {
  const { team, incidentId, limit = 200 } = options
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('team_id', '=', team)
    .where('run_id', 'in', (also) =>
      also.selectFrom('askers').select('run_id').where('team_id', '=', team).where('incident_id', '=', incidentId),
    )
    .orderBy('requested_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(storedRun).reverse()
}
