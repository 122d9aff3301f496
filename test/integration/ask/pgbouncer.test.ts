import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildDatabaseAsk } from '../../../src/probe/database.ts'
import { buildPoolerAsk, parsePoolerAnswer } from '../../../src/probe/pooler.ts'
import { type PgBouncer, startPgBouncer } from '../../support/pgbouncer.ts'
import { type Postgres, startPostgres } from '../../support/postgres.ts'
import { askFromHere, endpointOf, valueOf } from './ask-from-here.ts'

const database = (url: string, timeoutMs = 3000) =>
  valueOf('database', buildDatabaseAsk(endpointOf('postgres', url), { timeoutMs }))
const pooler = (url: string) => valueOf('pooler', buildPoolerAsk(endpointOf('postgres', url)))
const poolerOutcome = async (url: string) => {
  const { outcome } = await askFromHere(buildPoolerAsk(endpointOf('postgres', url)))
  return outcome.kind === 'unseen' ? outcome : parsePoolerAnswer(outcome)
}

describe('asking through a real pgbouncer', () => {
  let postgres: Postgres
  let pgbouncer: PgBouncer
  const clients: Client[] = []
  const connect = async (user: string, name = 'postgres') => {
    const client = new Client({ connectionString: pgbouncer.url(user, name) })
    client.on('error', () => {})
    clients.push(client)
    await client.connect()
    return client
  }

  beforeAll(async () => {
    postgres = await startPostgres()
    await postgres.run(
      'CREATE ROLE probe LOGIN; GRANT pg_monitor TO probe; CREATE ROLE app LOGIN; CREATE ROLE outsider LOGIN',
    )
  })
  afterEach(async () => {
    await Promise.allSettled(clients.splice(0).map((client) => client.end()))
    await pgbouncer.stop()
  })
  afterAll(() => postgres.stop())

  it('sees the database behind it in transaction mode, and leaves its settings to nobody', async () => {
    pgbouncer = await startPgBouncer(postgres.port)
    expect(await database(pgbouncer.url('probe'))).toMatchObject({ kind: 'answered', maxConnections: 100 })
    const next = await connect('probe')
    const { rows } = await next.query(
      "SELECT current_setting('statement_timeout') AS t, current_setting('transaction_read_only') AS r",
    )
    expect(rows).toEqual([{ t: '0', r: 'off' }])
  })

  it('shows a queue: all servers of the pool in use, clients waiting', async () => {
    pgbouncer = await startPgBouncer(postgres.port, { default_pool_size: 2 })
    for (const client of [await connect('app'), await connect('app')]) await client.query('BEGIN; SELECT 1')
    const waiting = [await connect('app'), await connect('app'), await connect('app')]
    const queries = waiting.map((client) => client.query('SELECT 1').catch(() => {}))
    await expect
      .poll(async () => (await pooler(pgbouncer.url('probe'))).pools.find(({ user }) => user === 'app'))
      .toMatchObject({
        database: 'postgres',
        clientsActive: 2,
        clientsWaiting: 3,
        serversActive: 2,
        serversIdle: 0,
        poolMode: 'transaction',
      })
    await new Promise((resolve) => setTimeout(resolve, 600))
    const { pools, maxClientConnections, defaultPoolSize } = await pooler(pgbouncer.url('probe'))
    expect(pools.find(({ user }) => user === 'app')?.maxWaitSeconds).toBeGreaterThan(0.3)
    expect({ maxClientConnections, defaultPoolSize }).toEqual({ maxClientConnections: 100, defaultPoolSize: 2 })
    for (const client of clients.slice(0, 2)) await client.query('COMMIT')
    await Promise.all(queries)
  })

  it('is refused at max_client_conn', async () => {
    pgbouncer = await startPgBouncer(postgres.port, { max_client_conn: 2 })
    for (const client of [await connect('app'), await connect('app')]) await client.query('SELECT 1')
    expect(await database(pgbouncer.url('probe'))).toMatchObject({
      kind: 'refused-by-database',
      code: '08P01',
      message: expect.stringContaining('max_client_conn'),
    })
  })

  it('names the paused database, whose queries wait in vain', async () => {
    pgbouncer = await startPgBouncer(postgres.port)
    await (await connect('app')).query('SELECT 1')
    const admin = await connect('postgres', 'pgbouncer')
    await admin.query('PAUSE postgres')
    expect((await pooler(pgbouncer.url('probe'))).paused).toEqual(['postgres'])
    expect(await database(pgbouncer.url('probe'), 500)).toMatchObject({ failure: 'timed-out', phase: 'answer' })
  })

  it('says what a user outside of stats_users lacks', async () => {
    pgbouncer = await startPgBouncer(postgres.port)
    expect(await poolerOutcome(pgbouncer.url('outsider'))).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      fix: expect.stringContaining('stats_users'),
    })
  })

  it('finds no pgbouncer where PostgreSQL itself answers', async () => {
    pgbouncer = await startPgBouncer(postgres.port)
    expect(await poolerOutcome(postgres.url('probe'))).toMatchObject({ kind: 'unseen', reason: 'not-found' })
  })
})
