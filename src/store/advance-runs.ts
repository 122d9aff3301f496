import { expectHeld, type Fence } from './claims.ts'
import type { Executor } from './executor.ts'
import { type RunRef, type RunResult, type StoredRun, storedRun } from './stored-run.ts'

/** The waiting run of a service becomes `queued` if nothing of the service is live; undefined else. In a transaction. */
export async function promoteWaiting(
  db: Executor,
  { team, service }: { readonly team: string; readonly service: string },
): Promise<StoredRun | undefined> {
  const row = await db
    .updateTable('runs')
    .set({ status: 'queued' })
    .where('team_id', '=', team)
    .where('service', '=', service)
    .where('status', '=', 'waiting')
    .where((also) =>
      also.not(
        also.exists(
          also
            .selectFrom('runs as live')
            .select('live.run_id')
            .where('live.team_id', '=', team)
            .where('live.service', '=', service)
            .where('live.status', 'in', ['queued', 'running']),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst()
  return row && storedRun(row)
}

/** Services whose waiting run nothing live stands before: somebody died between the end of one and the start of the next. */
export async function findStranded(
  db: Executor,
): Promise<readonly { readonly team: string; readonly service: string }[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['team_id', 'service'])
    .where('status', '=', 'waiting')
    .where((also) =>
      also.not(
        also.exists(
          also
            .selectFrom('runs as live')
            .select('live.run_id')
            .whereRef('live.team_id', '=', 'runs.team_id')
            .whereRef('live.service', '=', 'runs.service')
            .where('live.status', 'in', ['queued', 'running']),
        ),
      ),
    )
    .execute()
  return rows.map(({ team_id, service }) => ({ team: team_id, service }))
}

/** Ends a run that this attempt holds; nobody can claim it any more. In a transaction; throws `FenceLostError`. */
export async function finishRun(db: Executor, fence: Fence, result: RunResult): Promise<void> {
  await expectHeld(db, fence)
  const { status, at, outcome = null, cause = null, headline = null } = result
  await db
    .updateTable('runs')
    .set({ status, finished_at: at, outcome, cause, headline })
    .where('team_id', '=', fence.team)
    .where('run_id', '=', fence.runId)
    .execute()
  await db
    .updateTable('claims')
    .set({ token: null })
    .where('team_id', '=', fence.team)
    .where('run_id', '=', fence.runId)
    .execute()
}

/** Stops a run that nobody has begun; false when it is running or over. */
export async function stopQueuedRun(
  db: Executor,
  { team, runId, at }: RunRef & { readonly at: string },
): Promise<boolean> {
  const stopped = await db
    .updateTable('runs')
    .set({ status: 'stopped', finished_at: at })
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .where('status', 'in', ['waiting', 'queued'])
    .returning('run_id')
    .executeTakeFirst()
  return stopped !== undefined
}
