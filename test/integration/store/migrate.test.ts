import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRun } from '../../../src/store/find-runs.ts'
import { grantUse, migrate } from '../../../src/store/migrate.ts'
import { migrations, oldestUsable } from '../../../src/store/migrations/migrations.ts'
import { openPool } from '../../../src/store/open-pool.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { seeOnce } from '../../../src/store/see-once.ts'
import { schemaName, type Tables } from '../../../src/store/tables.ts'
import { type Stores, startServerStores, storeKinds } from '../../support/stores.ts'

const names = Object.keys(migrations)
/** Each schema that a release left behind, the empty one first. */
const earlier = [undefined, ...names.slice(0, -1)]

describe.each(storeKinds)('migrate() of %s', (_, start) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await start()
  })
  afterAll(async () => stores?.stop())

  it.each(earlier)('comes from %s to the newest, and runs nothing twice', async (from) => {
    const open = await openPool(await stores.place(), { onError: () => {} })
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: open.pool }) })
    if (from !== undefined) await migrate(db, { to: from })
    expect(await migrate(db)).toEqual(names.slice(from === undefined ? 0 : names.indexOf(from) + 1))
    expect(await migrate(db)).toEqual([])
    await open.close()
  })

  it('is run by one of three that come at once', async () => {
    const open = await openPool(await stores.place(), { onError: () => {} })
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: open.pool }) })
    const applied = await Promise.all([migrate(db), migrate(db), migrate(db)])
    expect(applied.flat()).toEqual(names)
    await open.close()
  })

  it('refuses a schema that a later release has migrated', async () => {
    const place = await stores.place()
    const store = await openStore(place, { isToMigrate: true })
    await sql`insert into slash503.migrations (name, timestamp) values ('9999-later', now()::text)`.execute(store.db)
    await expect(migrate(store.db)).rejects.toMatchObject({ problem: 'newer-schema' })
    await store.close()
    await expect(openStore(place)).rejects.toThrow('a later release has migrated it to 9999-later')
    await expect(openStore(place)).rejects.toMatchObject({ problem: 'newer-schema' })
  })
})

describe('openStore() of PostgreSQL', () => {
  let stores: Stores
  beforeAll(async () => {
    stores = await startServerStores()
  })
  afterAll(async () => stores?.stop())

  it('leaves migrating to the owner and says so', async () => {
    const place = await stores.place()
    await expect(openStore(place)).rejects.toMatchObject({ problem: 'not-migrated' })
  })

  it('works with the schema before its own migration', async () => {
    const place = await stores.place()
    const open = await openPool(place, { onError: () => {} })
    await migrate(new Kysely<Tables>({ dialect: new PostgresDialect({ pool: open.pool }) }), { to: oldestUsable })
    await open.close()
    const store = await openStore(place)
    expect(await findRun(store.db, { team: 'T1', runId: 'none' })).toBeUndefined()
    await store.close()
  })

  it('says within the time limit that nobody answers', async () => {
    const began = Date.now()
    await expect(openStore({ url: 'postgres://nobody@127.0.0.1:1/none' }, { connectMs: 500 })).rejects.toMatchObject({
      problem: 'unreachable',
    })
    expect(Date.now() - began).toBeLessThan(5000)
  })

  it('has the tables and columns that docs/store.md lists', async () => {
    const store = await openStore(await stores.place(), { isToMigrate: true })
    const { rows } = await sql<{ name: string; columns: string[] }>`
      select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
      from information_schema.columns where table_schema = ${schemaName} and table_name not like 'migrations%'
      group by table_name order by table_name`.execute(store.db)
    await store.close()
    const lines = readFileSync('docs/store.md', 'utf8').split('\n')
    for (const { name, columns } of rows) {
      const listed = lines.find((line) => line.startsWith(`| \`${name}\``))?.split('|')[3] ?? ''
      const unnamed = listed.replace(/\([^)]*\)/g, '')
      const words = [...unnamed.matchAll(/`(\w+)`/g)].map(([, word]) => word ?? '')
      expect([name, ...words.toSorted()]).toEqual([name, ...columns.filter((c) => c !== 'team_id').toSorted()])
    }
    expect(rows).toHaveLength(10)
  })

  it('ends a transaction that is left open, so that its locks bar nobody', async () => {
    const store = await openStore(await stores.place(), { isToMigrate: true })
    const left = store.write(async (tx) => {
      await tx.insertInto('seen_ids').values({ team_id: 'T', key: 'held', keep_until: '2999-01-01' }).execute()
      await setTimeout(6000)
      await sql`select 1`.execute(tx)
    })
    const end = left.then(() => 'written', String)
    await setTimeout(500)
    const see = () => seeOnce(store.db, { team: 'T', key: 'held', keepMs: 1000 })
    expect(await see()).toBe(true)
    expect(await end).toMatch(/terminat|connection error/)
    await store.close()
  })

  it('is used by a lesser role that owns nothing', async () => {
    const place = await stores.place()
    if (!('url' in place)) throw new Error('not a server')
    const owner = await openStore(place, { isToMigrate: true })
    await sql`create role lesser login`.execute(owner.db)
    const lesser = place.url.replace('postgres@', 'lesser@')
    await expect(openStore({ url: lesser })).rejects.toThrow(/permission denied/)
    await grantUse(owner.db, { schema: schemaName, role: 'lesser' })
    await owner.close()
    const store = await openStore({ url: lesser })
    await store.write((tx) =>
      tx.insertInto('seen_ids').values({ team_id: 'T', key: 'k', keep_until: '2999-01-01' }).execute(),
    )
    await expect(sql`drop table slash503.runs`.execute(store.db)).rejects.toThrow(/must be owner/)
    await store.close()
  })
})
