import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Executor } from '../store/executor.ts'
import type { Store } from '../store/open-store.ts'

/** Shows the others that this worker is alive, by a lock that ends with its connection, and so with its process. */
export interface Presence {
  close(): Promise<void>
}

/** Before a broken connection is made anew. */
const againMs = 1000

/** Resolves once it is shown, or could not be; then it is tried again. On an embedded store nobody is there to be shown it. */
export async function showPresence(store: Store, worker: string): Promise<Presence> {
  if (store.kind === 'embedded') return { close: async () => {} }
  const closing = new AbortController()
  const closed = Promise.withResolvers<void>()
  const tried = Promise.withResolvers<void>()
  const show = async () => {
    while (!closing.signal.aborted) {
      const broken = Promise.withResolvers<void>()
      const client = await takeLock(store.pool, worker, () => broken.resolve()).catch(() => undefined)
      tried.resolve()
      if (client) await Promise.race([broken.promise, closed.promise])
      client?.release(true)
      await setTimeout(againMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }
  const done = show()
  await tried.promise
  const close = () => {
    closing.abort()
    closed.resolve()
    return done
  }
  return { close }
}

async function takeLock(pool: pg.Pool, worker: string, onBroken: () => void): Promise<pg.PoolClient> {
  const client = await pool.connect()
  client.once('error', onBroken)
  client.once('end', onBroken)
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [worker])
    return client
  } catch (error) {
    client.release(true)
    throw error
  }
}

/**
 * Tells whether a worker shows no presence. It may still be alive behind a broken connection: then the fence holds it off.
 * In a transaction.
 */
export async function isAbsent(store: Store, tx: Executor, worker: string): Promise<boolean> {
  // Its folder is ours: whoever had it before is dead.
  if (store.kind === 'embedded') return true
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${worker}, 0)) as taken`.execute(tx)
  return rows[0]?.taken === true
}
