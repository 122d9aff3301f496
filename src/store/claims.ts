import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Executor } from './executor.ts'
import type { RunRef } from './stored-run.ts'

/** One attempt at a run. Whoever holds the newest token may write; everybody before is fenced off. */
export interface Fence {
  readonly team: string
  readonly runId: string
  /** From 1. */
  readonly attempt: number
  readonly token: string
}

/** The queue's job of a claim, and which fetch of it. */
export interface ClaimedJob {
  readonly id: string
  readonly retryCount: number
}

/** Another attempt has taken the run over: whatever this one still does must leave no trace. */
export class FenceLostError extends Error {
  constructor({ runId, attempt }: Fence) {
    super(`Attempt ${attempt} at run ${runId} was taken over by another worker, or its run is over`)
    this.name = 'FenceLostError'
  }
}

/** By the database's clock: those of the workers may differ. */
const now = sql<Date>`clock_timestamp()`

/** The next attempt at a live run, which becomes `running`; undefined when the run is over or unknown. In a transaction. */
export async function claimRun(
  db: Executor,
  { team, runId, worker, job }: RunRef & { readonly worker: string; readonly job?: ClaimedJob },
): Promise<Fence | undefined> {
  const started = await db
    .updateTable('runs')
    .set({ status: 'running', started_at: sql<Date>`coalesce(started_at, clock_timestamp())` })
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .where('status', 'in', ['queued', 'running'])
    .returning('run_id')
    .executeTakeFirst()
  if (!started) return undefined
  const token = randomUUID()
  const of = { job_id: job?.id ?? null, job_attempt: job?.retryCount ?? null }
  const fresh = { token, worker, ...of, claimed_at: now, beat_at: now }
  const { attempt } = await db
    .insertInto('claims')
    .values({ team_id: team, run_id: runId, attempt: 1, ...fresh })
    .onConflict((conflict) =>
      conflict.columns(['team_id', 'run_id']).doUpdateSet({ ...fresh, attempt: sql<number>`claims.attempt + 1` }),
    )
    .returning('attempt')
    .executeTakeFirstOrThrow()
  return { team, runId, attempt, token }
}

/** Locks the claim until the transaction ends, so that nobody takes the run over in between; throws `FenceLostError`. */
export async function expectHeld(db: Executor, fence: Fence): Promise<void> {
  const held = await db
    .selectFrom('claims')
    .select('attempt')
    .where('team_id', '=', fence.team)
    .where('run_id', '=', fence.runId)
    .where('token', '=', fence.token)
    .forUpdate()
    .executeTakeFirst()
  if (!held) throw new FenceLostError(fence)
}

/** Says that the attempts are alive; gives those whose claim is lost. */
export async function beat(db: Executor, fences: readonly Fence[]): Promise<readonly Fence[]> {
  if (fences.length === 0) return []
  const alive = await db
    .updateTable('claims')
    .set({ beat_at: now })
    .where('token', 'in', tokensOf(fences))
    .returning('token')
    .execute()
  const tokens = new Set(alive.map(({ token }) => token))
  return fences.filter(({ token }) => !tokens.has(token))
}

/** Gives a claim back: nobody holds the run until the next `claimRun`. False when it was lost before. */
export async function releaseClaim(db: Executor, { team, runId, token }: Omit<Fence, 'attempt'>): Promise<boolean> {
  const released = await db
    .updateTable('claims')
    .set({ token: null })
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .where('token', '=', token)
    .returning('run_id')
    .executeTakeFirst()
  return released !== undefined
}

export type QuietClaim = Fence & { readonly worker: string; readonly job?: ClaimedJob }

/** Claims held by others whose last beat is older than `quietMs`, with their worker: candidates for being dead. */
export async function findQuietClaims(
  db: Executor,
  { worker, quietMs }: { readonly worker: string; readonly quietMs: number },
): Promise<readonly QuietClaim[]> {
  const rows = await db
    .selectFrom('claims')
    .selectAll()
    .where('token', 'is not', null)
    .where('worker', '<>', worker)
    .where('beat_at', '<', sql<Date>`clock_timestamp() - ${quietMs}::double precision * interval '1 millisecond'`)
    .execute()
  return rows.flatMap(({ team_id, run_id, attempt, token, worker, job_id: id, job_attempt: retryCount }) => {
    const job = id === null || retryCount === null ? {} : { job: { id, retryCount } }
    return token === null ? [] : [{ team: team_id, runId: run_id, attempt, token, worker, ...job }]
  })
}

function tokensOf(fences: readonly Fence[]): string[] {
  return fences.map(({ token }) => token)
}
