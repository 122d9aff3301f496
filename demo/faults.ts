import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import type { Shop } from './start-shop.ts'

/** One way to break the shop. `break` returns when users really get no good answer. */
export interface DemoFault {
  readonly id: string
  readonly title: string
  /** It cannot be shown where there is no PostgreSQL. */
  readonly needsDatabase?: boolean
  readonly break: (shop: Shop) => Promise<void>
}

export const faults: readonly DemoFault[] = [
  {
    id: 'database',
    title: 'another program holds every database connection, idle in transaction',
    needsDatabase: true,
    break: exhaustDatabase,
  },
  { id: 'stopped', title: 'the application is not running', break: stopApplication },
  { id: 'overload', title: 'one slow report blocks the application, and its accept queue fills up', break: overload },
  { id: 'dependency', title: 'the payment service is gone', break: stopPayments },
  {
    id: 'health',
    title: 'a bug in the health endpoint: the proxy takes a working application out',
    break: breakHealth,
  },
  { id: 'none', title: 'nothing: a healthy shop', break: () => Promise.resolve() },
]

/** While the application is away, so that it keeps no connection of its own. */
async function exhaustDatabase(shop: Shop): Promise<void> {
  shop.stopApplication()
  const first = await openSession(shop)
  if (first === undefined) throw new Error('The database takes no connection')
  const others = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()`
  for (;;) {
    const { rows } = await first.query<{ n: number }>(others)
    if (rows[0]?.n === 0) break
    await wait(50)
  }
  for (let session: Client | undefined = first; session !== undefined; session = await openSession(shop)) {
    await session.query('BEGIN')
    await session.query('SELECT count(*) FROM orders')
  }
  await shop.restartApplication({})
  await untilStatus(shop, (status) => status >= 500)
}

/** A session that stays open until the shop stops; undefined where the database takes no more. */
async function openSession(shop: Shop): Promise<Client | undefined> {
  if (shop.databaseUrl === undefined) throw new Error('The shop has no database')
  const session = new Client({ connectionString: shop.databaseUrl, application_name: 'nightly-import' })
  session.on('error', () => undefined)
  try {
    await session.connect()
  } catch {
    await session.end().catch(() => undefined)
    return undefined
  }
  shop.onStop(() => session.end())
  return session
}

async function stopApplication(shop: Shop): Promise<void> {
  shop.stopApplication()
  await untilStatus(shop, (status) => status === 503)
}

async function overload(shop: Shop): Promise<void> {
  void fetch(`http://127.0.0.1:${shop.applicationPort}/report`).catch(() => undefined)
  await wait(300)
  for (let i = 0; i < 24; i++) {
    const socket = connect(shop.applicationPort, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nhost: shop\r\n\r\n'),
    )
    socket.on('error', () => undefined)
    shop.onStop(() => socket.destroy())
  }
  await untilStatus(shop, (status) => status === 503)
}

async function stopPayments(shop: Shop): Promise<void> {
  shop.stopPayments()
  await untilStatus(shop, (status) => status === 503)
}

async function breakHealth(shop: Shop): Promise<void> {
  await shop.restartApplication({ hasHealthBug: true })
  await untilStatus(shop, (status) => status === 503)
}

/** Waits until the shop's public URL answers as wanted; a fault without a symptom would show nothing. */
async function untilStatus(shop: Shop, isWanted: (status: number) => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (Date.now() < deadline) {
    const status = await fetch(shop.url, { signal: AbortSignal.timeout(4000) }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (isWanted(status)) return
    await wait(200)
  }
  throw new Error('The shop did not show the fault within 15 s')
}
