import { type Actor, renderActor } from '../incident/actor.ts'
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

/** Asks whoever runs it to stop: it sees so at its next beat. False when it is not running. */
export async function requestStop(
  db: Executor,
  { team, runId, by }: RunRef & { readonly by: Actor },
): Promise<boolean> {
  const asked = await db
    .updateTable('runs')
    .set({ stop_by: renderActor(by) })
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .where('status', '=', 'running')
    .returning('run_id')
    .executeTakeFirst()
  return asked !== undefined
}

/** Of these attempts, those that somebody wants stopped. */
export async function findStopped(
  db: Executor,
  fences: readonly Fence[],
): Promise<readonly { readonly token: string; readonly by: string }[]> {
  if (fences.length === 0) return []
  const rows = await db
    .selectFrom('claims')
    .innerJoin('runs', (join) =>
      join.onRef('runs.team_id', '=', 'claims.team_id').onRef('runs.run_id', '=', 'claims.run_id'),
    )
    .select(['claims.token', 'runs.stop_by'])
    .where(
      'claims.token',
      'in',
      fences.map(({ token }) => token),
    )
    .where('runs.stop_by', 'is not', null)
    .execute()
  return rows.flatMap(({ token, stop_by: by }) => (token === null || by === null ? [] : [{ token, by }]))
}
