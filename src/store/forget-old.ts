import { type RawBuilder, sql } from 'kysely'
import type { Executor } from './executor.ts'

/** What is kept, and for how long. */
export interface Retention {
  /** Runs, their reports and resolved incidents older than this are forgotten. */
  readonly days: number
  /** Of what is left, the oldest reports are forgotten until they take no more than this. */
  readonly reportsBytes: number
}

export interface Forgotten {
  readonly runs: number
  readonly incidents: number
  readonly reports: number
}

/** Rows of one statement: a long one would hold what it locks for long. */
const batch = 1000

/**
 * Forgets what is older than the retention says, by the database's clock, and ids that need not be remembered. What is
 * open or live stays, and so do the runs of open incidents; of what reports leave to size, the runs stay without them.
 */
export async function forgetOld(db: Executor, { days, reportsBytes }: Retention): Promise<Forgotten> {
  const before = sql<Date>`clock_timestamp() - ${days}::double precision * interval '1 day'`
  const incidents = await inBatches(() => forgetIncidents(db, before))
  const runs = await inBatches(() => forgetRuns(db, before))
  const reports = await inBatches(() => forgetReports(db, reportsBytes))
  await db.deleteFrom('seen_ids').where('keep_until', '<', sql<Date>`clock_timestamp()`).execute()
  await db.deleteFrom('mutes').where('until', '<', sql<Date>`clock_timestamp()`).execute()
  return { runs, incidents, reports }
}

async function inBatches(forget: () => Promise<number>): Promise<number> {
  let all = 0
  for (;;) {
    const some = await forget()
    all += some
    if (some < batch) return all
  }
}

async function forgetIncidents(db: Executor, before: RawBuilder<Date>): Promise<number> {
  return countOf(
    db,
    sql`with old as (
        select team_id, incident_id from slash503.incidents where resolved_at < ${before} order by resolved_at limit ${batch}
      )
      delete from slash503.incidents as kept using old
      where kept.team_id = old.team_id and kept.incident_id = old.incident_id`,
  )
}

async function forgetRuns(db: Executor, before: RawBuilder<Date>): Promise<number> {
  return countOf(
    db,
    sql`with old as (
        select team_id, run_id from slash503.runs as run
        where finished_at < ${before} and not exists (
          select 1 from slash503.askers join slash503.incidents using (team_id, incident_id)
          where askers.team_id = run.team_id and askers.run_id = run.run_id and incidents.status = 'open'
        )
        order by finished_at limit ${batch}
      )
      delete from slash503.runs as kept using old where kept.team_id = old.team_id and kept.run_id = old.run_id`,
  )
}

/** The oldest reports beyond the size that may be kept, counted from the newest. */
async function forgetReports(db: Executor, reportsBytes: number): Promise<number> {
  return countOf(
    db,
    sql`with sized as (
        select team_id, run_id, stored_at, sum(content_bytes) over (order by stored_at desc, run_id) as sofar
        from slash503.reports
      ), old as (
        select team_id, run_id from sized where sofar > ${reportsBytes}::bigint order by stored_at limit ${batch}
      )
      delete from slash503.reports as kept using old where kept.team_id = old.team_id and kept.run_id = old.run_id`,
  )
}

async function countOf(db: Executor, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows = 0n } = await statement.execute(db)
  return Number(numAffectedRows)
}
