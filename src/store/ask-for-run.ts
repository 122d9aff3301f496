import { renderActor } from '../incident/actor.ts'
import type { Executor } from './executor.ts'
import { findLiveRun, findRun } from './find-runs.ts'
import { type Asking, type RunResult, type StoredRun, storedRun } from './stored-run.ts'
import type { RunStatus } from './tables.ts'

/** `queued`: nobody was at it before · `joined`: the live one · `waiting`: the one behind the live one. */
export type Asked = { readonly kind: 'queued' | 'joined' | 'waiting'; readonly run: StoredRun }

/**
 * The run that answers the asking: a new one, `queued`, or the service's live one, which the asker joins. With
 * `isAgain` a live one is not what is wanted: a run waits behind it, and whoever asks again joins that. A run id
 * that is known already was asked for before: nothing is entered again. In a transaction.
 */
export async function askForRun(db: Executor, asking: Asking, { isAgain = false } = {}): Promise<Asked> {
  const known = await findRun(db, asking)
  if (known) return { kind: 'joined', run: known }
  // What is live may end between two statements; then the next turn begins anew.
  for (;;) {
    const asked = (await insertRun(db, asking, 'queued')) ?? (await joinRun(db, asking, { isAgain }))
    if (!asked) continue
    await insertAsker(db, asked.run.runId, asking)
    return asked
  }
}

/** Keeps a run that was made without the queue, as one of a terminal is. In a transaction. */
export async function recordFinishedRun(
  db: Executor,
  asking: Asking,
  result: RunResult & { readonly startedAt: string },
): Promise<void> {
  const { status, at, startedAt, outcome = null, cause = null, headline = null } = result
  await insertRun(db, asking, status)
  await db
    .updateTable('runs')
    .set({ started_at: startedAt, finished_at: at, outcome, cause, headline })
    .where('team_id', '=', asking.team)
    .where('run_id', '=', asking.runId)
    .execute()
  await insertAsker(db, asking.runId, asking)
}

async function insertRun(db: Executor, asking: Asking, status: RunStatus): Promise<Asked | undefined> {
  const row = await db
    .insertInto('runs')
    .values({
      team_id: asking.team,
      run_id: asking.runId,
      service: asking.service,
      status,
      requested_by: renderActor(asking.by),
      requested_at: asking.at,
      request: JSON.stringify(asking.request),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && { kind: status === 'waiting' ? 'waiting' : 'queued', run: storedRun(row) }
}

async function joinRun(db: Executor, asking: Asking, { isAgain }: { isAgain: boolean }): Promise<Asked | undefined> {
  const live = await findLiveRun(db, asking)
  if (!live) return undefined
  if (!isAgain) return { kind: 'joined', run: live }
  const waiting = await db
    .selectFrom('runs')
    .selectAll()
    .where('team_id', '=', asking.team)
    .where('service', '=', asking.service)
    .where('status', '=', 'waiting')
    .executeTakeFirst()
  return waiting ? { kind: 'waiting', run: storedRun(waiting) } : insertRun(db, asking, 'waiting')
}

async function insertAsker(db: Executor, runId: string, { team, incidentId, by, at }: Asking): Promise<void> {
  await db
    .insertInto('askers')
    .values({ team_id: team, run_id: runId, incident_id: incidentId ?? null, asked_by: renderActor(by), asked_at: at })
    .execute()
}
