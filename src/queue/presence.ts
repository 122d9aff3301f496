import { sql } from 'kysely'
import type pg from 'pg'
import type { Executor } from '../store/executor.ts'
import type { Store } from '../store/open-store.ts'

/** Shows the others that this worker is alive, by a lock that ends with its connection, and so with its process. */
export interface Presence {
  close(): Promise<void>
}

const againMs = 1000

/** On an embedded store nobody else is there to be shown anything. */
export function showPresence(store: Store, worker: string): Presence {
  if (store.kind === 'embedded') return { close: async () => {} }
  let isClosed = false
  let client: pg.PoolClient | undefined
  let timer: NodeJS.Timeout | undefined
  const again = () => {
    client = undefined
    if (!isClosed) timer = setTimeout(() => void show(), againMs)
  }
  const show = async () => {
    try {
      const connected = await store.pool.connect()
      if (isClosed) return connected.release(true)
      client = connected
      connected.once('error', () => {
        connected.release(true)
        again()
      })
      await connected.query('select pg_advisory_lock(hashtextextended($1, 0))', [worker])
    } catch {
      client?.release(true)
      again()
    }
  }
  void show()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      client?.release(true)
    },
  }
}

/** Tells whether a worker shows no presence. It may still be alive behind a broken connection: the fence holds it off. In a transaction. */
export async function isAbsent(store: Store, tx: Executor, worker: string): Promise<boolean> {
  // Its folder is ours: whoever had it before is dead.
  if (store.kind === 'embedded') return true
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${worker}, 0)) as taken`.execute(tx)
  return rows[0]?.taken === true
}
