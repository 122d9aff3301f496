import { sql } from 'kysely'
import type { Executor } from './executor.ts'

/** Every team that has runs or incidents; each is found by one step into an index, not by reading them all. */
export async function listTeams(db: Executor): Promise<readonly string[]> {
  const { rows } = await sql<{ team_id: string }>`
    with recursive
      ran as (
        (select team_id from slash503.runs order by team_id limit 1)
        union all
        select (select runs.team_id from slash503.runs where runs.team_id > ran.team_id order by runs.team_id limit 1)
        from ran where ran.team_id is not null
      ),
      lived as (
        (select team_id from slash503.incidents order by team_id limit 1)
        union all
        select (select later.team_id from slash503.incidents as later where later.team_id > lived.team_id
          order by later.team_id limit 1)
        from lived where lived.team_id is not null
      )
    select team_id from ran where team_id is not null
    union select team_id from lived where team_id is not null
    order by team_id`.execute(db)
  return rows.map(({ team_id }) => team_id)
}
