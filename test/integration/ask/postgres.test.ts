import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDatabaseAsk } from '../../../src/probe/database.ts'
import { type Postgres, startPostgres } from '../../support/postgres.ts'
import { askFromHere, endpointOf, valueOf } from './ask-from-here.ts'

const look = (url: string, timeoutMs = 4000) =>
  valueOf('database', buildDatabaseAsk(endpointOf('postgres', url), { timeoutMs }))

async function answered(url: string) {
  const value = await look(url)
  if (value.kind !== 'answered') throw new Error(JSON.stringify(value))
  return value
}

describe('askPostgres() on a real server', () => {
  let postgres: Postgres
  const clients: Client[] = []
  const connect = async (user: string) => {
    const client = await postgres.connect(user)
    clients.push(client)
    return client
  }
  /** How many sessions of ours the server still has. */
  const leftBehind = async () => {
    const client = await postgres.connect()
    const sql = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'slash503'"
    const { rows } = await client.query<{ n: number }>(sql)
    await client.end()
    return rows[0]?.n
  }

  beforeAll(async () => {
    postgres = await startPostgres({ max_connections: 12, superuser_reserved_connections: 2, reserved_connections: 3 })
    await postgres.run(`
      CREATE ROLE probe LOGIN; GRANT pg_monitor TO probe; CREATE ROLE blind LOGIN; CREATE ROLE app LOGIN CONNECTION LIMIT 5;
      CREATE ROLE closed LOGIN CONNECTION LIMIT 0; CREATE ROLE locked LOGIN PASSWORD 'right';
      CREATE TABLE orders (id int PRIMARY KEY, note text); INSERT INTO orders VALUES (1, 'x');
      GRANT ALL ON orders TO app`)
  })
  afterAll(() => postgres.stop())
  const endAll = () => Promise.all(clients.splice(0).map((client) => client.end()))

  it('reads the settings, the reserved connections of 16 and later among them', async () => {
    const value = await answered(postgres.url('probe'))
    expect(value).toMatchObject({
      version: expect.stringMatching(/^18\./),
      isInRecovery: false,
      isReadOnly: false,
      maxConnections: 12,
      reservedConnections: 5,
      usedConnections: 0,
      databaseLimit: -1,
      seesAllSessions: true,
      sessions: [],
      blockers: [],
      roleLimits: [
        { role: 'app', limit: 5, used: 0 },
        { role: 'closed', limit: 0, used: 0 },
      ],
    })
    expect(Math.abs(Date.parse(value.startedAt ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it('leaves no session behind, and none of its own in the count', async () => {
    await Promise.all([look(postgres.url('probe')), look(postgres.url('probe')), look(postgres.url('nobody'))])
    await expect.poll(leftBehind).toBe(0)
  })

  it('sees who sits idle in a transaction, and for how long', async () => {
    for (const client of [await connect('app'), await connect('app'), await connect('app')]) await client.query('BEGIN')
    await sleep(1100)
    const { sessions } = await answered(postgres.url('probe'))
    await endAll()
    expect(sessions).toEqual([
      {
        user: 'app',
        application: '',
        client: '127.0.0.1',
        state: 'idle in transaction',
        count: 3,
        oldestSeconds: expect.toSatisfy((seconds: number) => seconds >= 1 && seconds < 20),
        waitingOnLock: 0,
      },
    ])
  })

  it('names the session that others wait for, without the values in its query', async () => {
    const holder = await connect('app')
    await holder.query("BEGIN; UPDATE orders SET note = 'secret' WHERE id = 1")
    const waiters = [await connect('app'), await connect('app')]
    const waiting = waiters.map((client) => client.query("UPDATE orders SET note = 'also secret' WHERE id = 1"))
    await expect
      .poll(async () => (await answered(postgres.url('probe'))).sessions.find((group) => group.waitingOnLock === 2))
      .toMatchObject({ state: 'active', count: 2 })
    const { blockers } = await answered(postgres.url('probe'))
    const raw = await askFromHere(buildDatabaseAsk(endpointOf('postgres', postgres.url('probe'))))
    await holder.query('ROLLBACK')
    await Promise.all(waiting)
    await endAll()
    expect(blockers[0]).toMatchObject({
      user: 'app',
      state: 'idle in transaction',
      waiters: 2,
      seconds: expect.any(Number),
      query: 'BEGIN; UPDATE orders SET note = ? WHERE id = ?',
    })
    expect(JSON.stringify(raw)).toContain('UPDATE orders SET note = ?')
    expect(JSON.stringify(raw)).not.toContain('secret')
  })

  it('counts the sessions that a role without pg_monitor may not see, and says that it sees no states', async () => {
    await (await connect('app')).query('BEGIN')
    const blind = await answered(postgres.url('blind'))
    await postgres.run('GRANT pg_monitor TO blind')
    const granted = await answered(postgres.url('blind'))
    await postgres.run('REVOKE pg_monitor FROM blind')
    await endAll()
    expect(blind).toMatchObject({
      seesAllSessions: false,
      usedConnections: 1,
      databaseUsed: 1,
      sessions: [{ user: 'app', state: '', client: '', count: 1 }],
      roleLimits: [{ role: 'app', limit: 5, used: 1 }, { role: 'closed' }],
    })
    expect(granted).toMatchObject({ seesAllSessions: true, sessions: [{ user: 'app', state: 'idle in transaction' }] })
  })

  it('is refused with 53300 when all slots are taken, first for the application, then for everyone', async () => {
    await postgres.run('ALTER ROLE app CONNECTION LIMIT -1')
    for (let taken = 0; taken < 7; taken += 1) await connect('app')
    const reserved = await look(postgres.url('blind'))
    const used = await answered(postgres.url())
    for (let taken = 0; taken < 5; taken += 1) await connect('postgres')
    const full = await look(postgres.url())
    await endAll()
    await postgres.run('ALTER ROLE app CONNECTION LIMIT 5')
    expect(reserved).toMatchObject({
      kind: 'refused-by-database',
      code: '53300',
      message: expect.stringContaining('reserved for roles with'),
    })
    expect(used).toMatchObject({ maxConnections: 12, reservedConnections: 5, usedConnections: 7 })
    expect(full).toMatchObject({ code: '53300', message: 'sorry, too many clients already' })
  })

  it.each([
    ['a role at its connection limit', () => postgres.url('closed'), '53300'],
    ['a wrong password', () => postgres.url('locked', 'postgres', 'wrong'), '28P01'],
    ['a database that does not exist', () => postgres.url('probe', 'nope'), '3D000'],
    ['a role that does not exist', () => postgres.url('ghost'), '28000'],
  ])('gives the SQLSTATE of %s', async (_what, url, code) => {
    const value = await look(url())
    expect(value).toMatchObject({ kind: 'refused-by-database', code })
    expect(JSON.stringify(value)).not.toContain('wrong')
  })

  it('gets in with the right password', async () => {
    expect(await look(postgres.url('locked', 'postgres', 'right'))).toMatchObject({ kind: 'answered' })
  })

  it('says that a password is missing rather than wrong', async () => {
    const { outcome } = await askFromHere(buildDatabaseAsk(endpointOf('postgres', postgres.url('locked'))))
    expect(outcome).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      detail: expect.stringContaining('asks for a password'),
    })
  })

  it('asks over the unix socket', async () => {
    const url = `postgres://probe@/postgres?host=${postgres.socketFolder}&port=${postgres.port}`
    expect(await look(url)).toMatchObject({ kind: 'answered', maxConnections: 12 })
  })

  it('needs TLS where sslmode=require says so, and says that the server has none', async () => {
    expect(await look(`${postgres.url('probe')}?sslmode=require`)).toMatchObject({ failure: 'tls', phase: 'tls' })
  })

  it('sees a database that was made read-only', async () => {
    await postgres.run('ALTER DATABASE postgres SET default_transaction_read_only = on')
    const value = await answered(postgres.url('probe'))
    await postgres.run('BEGIN READ WRITE; ALTER DATABASE postgres RESET default_transaction_read_only; COMMIT')
    expect(value).toMatchObject({ isReadOnly: true, isInRecovery: false })
  })

  it('may not write, even where the role may', async () => {
    const sql = 'DELETE FROM orders RETURNING id'
    const ask = { kind: 'postgres', url: postgres.url(), queries: [{ name: 'x', sql }], timeoutMs: 2000 } as const
    expect((await askFromHere(ask)).outcome).toMatchObject({ kind: 'postgres-refused', code: '25006' })
  })

  it('goes on without an optional query that fails', async () => {
    const queries = [
      { name: 'new', sql: 'SELECT * FROM pg_stat_of_the_future', isOptional: true },
      { name: 'newer', sql: 'SELECT 2 AS two', isOptional: true },
      { name: 'old', sql: 'SELECT 1 AS one' },
    ]
    const ask = { kind: 'postgres', url: postgres.url('probe'), queries, timeoutMs: 2000 } as const
    expect((await askFromHere(ask)).outcome).toMatchObject({
      rows: { old: [{ one: 1 }], newer: [{ two: 2 }] },
      failed: { new: expect.stringContaining('pg_stat_of_the_future') },
    })
  })

  it('ends a query at its timeout, on the server as well', async () => {
    const queries = [{ name: 'x', sql: 'SELECT pg_sleep(30)' }]
    const ask = { kind: 'postgres', url: postgres.url('probe'), queries, timeoutMs: 500 } as const
    expect((await askFromHere(ask)).outcome).toMatchObject({ failure: 'timed-out', phase: 'answer' })
    await expect.poll(leftBehind, { timeout: 3000 }).toBe(0)
  })

  it('calls a frozen server timed out in its answer, not in its connection', async () => {
    // The postmaster: it alone takes new connections, and the kernel accepts them for it.
    postgres.running.child.kill('SIGSTOP')
    const value = await look(postgres.url('probe'), 400)
    postgres.running.child.kill('SIGCONT')
    expect(value).toMatchObject({ kind: 'failed', failure: 'timed-out', phase: 'answer' })
    expect((await look(postgres.url('probe'))).kind).toBe('answered')
  })
})
