import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { listRuns, listRunsOfIncident } from '../../src/store/find-runs.ts'
import { findIncidentWithCause, listOpenIncidents, readTimeline } from '../../src/store/incidents.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import type { StorePlace } from '../../src/store/store-place.ts'
import { findPostgresBinaries, startPostgres } from '../support/postgres.ts'

/**
 * `npm run bench:store`: 10,000 incidents and 100,000 runs in a store of each kind; prints what each question takes, the
 * slowest of 20 times, and exits 1 when one takes 300 ms or more.
 */
const limitMs = 300
const repeats = 20
const incidents = 10_000
const runs = 100_000
const services = 200
const team = 'T1'

/** Spread over two years: every 50th incident is open, each has ten runs and twelve events. */
async function fill({ db }: Store): Promise<void> {
  await sql`insert into slash503.incidents (team_id, incident_id, service, channel, status, state, cause, opened_at, touched_at, resolved_at)
    select ${team}, 'i' || n, 'service-' || n % ${services}::int, 'C' || n, case when n % 50 = 0 then 'open' else 'resolved' end,
      jsonb_build_object('id', 'i' || n, 'notes', '[]'::jsonb, 'alerts', '[]'::jsonb),
      (array['app_not_started', 'server_overload', 'dependency_failure'])[1 + n % 3],
      now() - n * interval '100 minutes', now(), case when n % 50 = 0 then null else now() end
    from generate_series(1, ${incidents}::int) as n`.execute(db)
  await sql`insert into slash503.events (team_id, incident_id, event_id, kind, actor, at, body)
    select ${team}, 'i' || n, 'e' || m, 'incident:noted', 'unix:ben', now() - n * interval '100 minutes' + m * interval '1 minute',
      jsonb_build_object('kind', 'incident:noted', 'id', 'e' || m, 'text', repeat('note ', 20))
    from generate_series(1, ${incidents}::int) as n, generate_series(1, 12) as m`.execute(db)
  await sql`insert into slash503.runs (team_id, run_id, service, status, requested_by, requested_at, request, started_at, finished_at, outcome, cause, headline)
    select ${team}, 'r' || n, 'service-' || (1 + n / 10) % ${services}::int, 'finished', 'slack:T1/U1', now() - n * interval '10 minutes', '{}',
      now() - n * interval '10 minutes', now() - n * interval '10 minutes', (array['down', 'healthy', 'degraded'])[1 + n % 3],
      'server_overload', repeat('what was found ', 8)
    from generate_series(0, ${runs}::int - 1) as n`.execute(db)
  await sql`insert into slash503.askers (team_id, run_id, incident_id, asked_by, asked_at)
    select ${team}, 'r' || n, 'i' || (1 + n / 10), 'slack:T1/U1', now() from generate_series(0, ${runs}::int - 1) as n`.execute(
    db,
  )
  await sql`analyze`.execute(db)
}

/** The questions behind `history`, `status`, `timeline` and 'seen before'. */
function questionsOf({ db }: Store): readonly (readonly [name: string, ask: () => Promise<readonly unknown[]>])[] {
  const incidentId = 'i777'
  const service = 'service-77'
  return [
    ['history', () => listRuns(db, { team, service, limit: 50 })],
    ['history, last page', () => listRuns(db, { team, service, limit: 50, before: '2025-06-01T00:00:00Z' })],
    ['last healthy run', () => listRuns(db, { team, service, outcome: 'healthy', limit: 1 })],
    ['status', () => listOpenIncidents(db, { team, limit: 200 })],
    ['timeline', () => readTimeline(db, { team, incidentId })],
    ['runs of an incident', () => listRunsOfIncident(db, { team, incidentId })],
    [
      'seen before',
      async () => [await findIncidentWithCause(db, { team, incidentId, service, cause: 'server_overload' })],
    ],
  ]
}

async function measure(name: string, place: StorePlace): Promise<boolean> {
  const store = await openStore(place, { isToMigrate: true })
  await fill(store)
  let isWithin = true
  for (const [question, ask] of questionsOf(store)) {
    const times: number[] = []
    let rows = 0
    for (let n = 0; n < repeats; n++) {
      const began = performance.now()
      rows = (await ask()).length
      times.push(performance.now() - began)
    }
    const slowest = Math.max(...times)
    if (slowest >= limitMs || rows === 0) isWithin = false
    process.stdout.write(`${name}: ${question}: ${rows} rows, slowest ${slowest.toFixed(1)} ms of ${repeats}\n`)
  }
  await store.close()
  return isWithin
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const results = [await measure('embedded', { folder })]
rmSync(folder, { recursive: true, force: true })
if ('folder' in findPostgresBinaries()) {
  const server = await startPostgres()
  results.push(await measure('PostgreSQL', { url: server.url() }))
  await server.stop()
}
process.exitCode = results.every(Boolean) ? 0 : 1
