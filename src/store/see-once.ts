import { sql } from 'kysely'
import type { Executor } from './executor.ts'

/**
 * Tells whether a key comes for the first time within `keepMs`, over all processes. Slack repeats an event for 5 minutes,
 * alerting systems for hours: keep it longer than they repeat. In the transaction of what the event does.
 */
export async function seeOnce(
  db: Executor,
  { team, key, keepMs }: { readonly team: string; readonly key: string; readonly keepMs: number },
): Promise<boolean> {
  const keepUntil = sql<Date>`clock_timestamp() + ${keepMs}::double precision * interval '1 millisecond'`
  const first = await db
    .insertInto('seen_ids')
    .values({ team_id: team, key, keep_until: keepUntil })
    .onConflict((conflict) =>
      conflict
        .columns(['team_id', 'key'])
        .doUpdateSet({ keep_until: keepUntil })
        .where('seen_ids.keep_until', '<', sql<Date>`clock_timestamp()`),
    )
    .returning('key')
    .executeTakeFirst()
  return first !== undefined
}
