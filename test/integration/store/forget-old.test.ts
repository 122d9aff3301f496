import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/incident/actor.ts'
import { askForRun, recordFinishedRun } from '../../../src/store/ask-for-run.ts'
import { forgetOld } from '../../../src/store/forget-old.ts'
import { appendEvent, openOrJoin } from '../../../src/store/incidents.ts'
import { intendMessage } from '../../../src/store/messages.ts'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { storeReport } from '../../../src/store/reports.ts'
import { type Stores, storeKinds } from '../../support/stores.ts'

const ben: Actor = { kind: 'unix', user: 'ben' }
const team = 'T1'
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const unlimited = 1e12

describe.each(storeKinds)('forgetOld() of %s', (_, start) => {
  let stores: Stores
  let store: Store
  beforeAll(async () => {
    stores = await start()
    store = await openStore(await stores.place(), { isToMigrate: true })
  })
  beforeEach(async () => {
    await sql`truncate slash503.incidents, slash503.runs, slash503.seen_ids cascade`.execute(store.db)
  })
  afterAll(async () => {
    await store?.close()
    await stores?.stop()
  })

  const ran = async (runId: string, days: number, incidentId?: string) => {
    const at = daysAgo(days)
    const asking = { team, runId, service: runId, by: ben, at, request: {}, ...(incidentId ? { incidentId } : {}) }
    await store.write(async (tx) => {
      await recordFinishedRun(tx, asking, { status: 'finished', startedAt: at, at })
      await storeReport(tx, asking, Buffer.alloc(1000))
    })
  }
  const incident = async (incidentId: string, days: number, { isResolved }: { isResolved: boolean }) => {
    const key = { team, service: incidentId, channel: 'C1' }
    const stamp = { at: daysAgo(days), by: ben }
    await store.write(async (tx) => {
      await openOrJoin(tx, { id: incidentId, key, event: { kind: 'incident:opened', id: 'o', ...stamp } })
      await intendMessage(tx, { team, messageId: `root:${incidentId}`, incidentId, kind: 'root', channel: 'C1' })
      if (isResolved) await appendEvent(tx, { team, incidentId }, { kind: 'incident:resolved', id: 'r', ...stamp })
    })
  }
  const left = async (table: 'runs' | 'reports' | 'incidents' | 'messages' | 'events' | 'askers') => {
    const [column] = table === 'runs' || table === 'reports' ? ['run_id'] : ['incident_id']
    const { rows } = await sql<{ id: string }>`
      select distinct ${sql.ref(column ?? '')} as id from ${sql.table(`slash503.${table}`)} order by 1`.execute(
      store.db,
    )
    return rows.map(({ id }) => id)
  }

  it('forgets by age, and keeps what is open or live', async () => {
    await incident('open', 100, { isResolved: false })
    await incident('over', 100, { isResolved: true })
    await incident('recent', 5, { isResolved: true })
    await ran('old', 100)
    await ran('new', 5)
    await ran('of-open', 100, 'open')
    await ran('of-over', 100, 'over')
    await store.write((tx) =>
      askForRun(tx, { team, runId: 'live', service: 's', by: ben, at: daysAgo(100), request: {} }),
    )
    expect(await forgetOld(store.db, { days: 30, reportsBytes: unlimited })).toEqual({
      runs: 2,
      incidents: 1,
      reports: 0,
    })
    expect(await left('runs')).toEqual(['live', 'new', 'of-open'])
    expect(await left('reports')).toEqual(['new', 'of-open'])
    expect(await left('incidents')).toEqual(['open', 'recent'])
    expect(await left('events')).toEqual(['open', 'recent'])
    expect(await left('messages')).toEqual(['open', 'recent'])
  })

  it('forgets the oldest reports beyond the size, and keeps their runs', async () => {
    for (const [n, name] of ['a', 'b', 'c', 'd'].entries()) await ran(name, 10 - n)
    expect(await forgetOld(store.db, { days: 30, reportsBytes: 2500 })).toEqual({ runs: 0, incidents: 0, reports: 2 })
    expect(await left('reports')).toEqual(['c', 'd'])
    expect(await left('runs')).toEqual(['a', 'b', 'c', 'd'])
  })

  it('forgets more than one batch', async () => {
    await sql`insert into slash503.runs (team_id, run_id, service, status, requested_by, requested_at, request, finished_at)
      select 'T1', 'r' || n, 's', 'finished', 'unix:ben', now() - interval '90 days', '{}', now() - interval '90 days'
      from generate_series(1, 2500) as n`.execute(store.db)
    expect(await forgetOld(store.db, { days: 30, reportsBytes: unlimited })).toMatchObject({ runs: 2500 })
    expect(await left('runs')).toEqual([])
  })

  it('forgets ids that need not be remembered', async () => {
    await sql`insert into slash503.seen_ids values ('T1', 'old', now() - interval '1 s'), ('T1', 'new', now() + interval '1 day')`.execute(
      store.db,
    )
    await forgetOld(store.db, { days: 30, reportsBytes: unlimited })
    const { rows } = await sql`select key from slash503.seen_ids`.execute(store.db)
    expect(rows).toEqual([{ key: 'new' }])
  })
})
