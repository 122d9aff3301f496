import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sql } from 'kysely'
import { parseReport } from '../report/parse-report.ts'
import type { Report } from '../report/report.ts'
import type { Executor } from './executor.ts'
import type { RunRef } from './stored-run.ts'

/** A report's JSON as it is stored, one twentieth of its size. */
export async function packReport(report: Report): Promise<Buffer> {
  return promisify(gzip)(JSON.stringify(report))
}

/** Keeps the packed report of a run; a run has one at most. In the transaction that ends the run. */
export async function storeReport(db: Executor, { team, runId }: RunRef, packed: Buffer): Promise<void> {
  await db
    .insertInto('reports')
    .values({
      team_id: team,
      run_id: runId,
      content: packed,
      content_bytes: packed.length,
      stored_at: sql<Date>`clock_timestamp()`,
    })
    .onConflict((conflict) => conflict.columns(['team_id', 'run_id']).doNothing())
    .execute()
}

/** The report of a run; undefined when it has none, or no longer. */
export async function readReport(db: Executor, { team, runId }: RunRef): Promise<Report | undefined> {
  const row = await db
    .selectFrom('reports')
    .select('content')
    .where('team_id', '=', team)
    .where('run_id', '=', runId)
    .executeTakeFirst()
  if (!row) return undefined
  const text = (await promisify(gunzip)(row.content)).toString()
  return parseReport(text, { file: `run ${runId} of the store` })
}
