import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { masked } from '../lib/masked.ts'
import type { SqlExecutor } from './executor.ts'
import { type HeldFolder, holdFolder } from './hold-folder.ts'
import { StoreError } from './store-error.ts'
import type { StorePlace } from './store-place.ts'

/** Connections to a store; the same SQL runs on either kind. */
export interface OpenPool {
  readonly kind: 'postgres' | 'embedded'
  readonly pool: pg.Pool
  readonly sql: SqlExecutor
  /** With the embedded kind: the folder, held until `close`. */
  readonly held?: HeldFolder
  close(): Promise<void>
}

/** A statement that takes longer than this hangs (the slowest of ours, the retention, works in batches). */
const statementMs = 20_000
/** A process that is stopped in the middle of a transaction would keep its locks from everybody: the server ends it. */
const idleInTransactionMs = 4000
/** Connections of one process: a transaction takes one, and no more than this many run at a time. */
const connections = 10
/** Buffers of the embedded server: 222 MB of memory in all instead of 355 MB with its own default. */
const sharedBuffers = '8MB'

/** `connectMs`: how long a statement waits for a connection before it fails. */
export async function openPool(
  place: StorePlace,
  { connectMs = 5000, onError }: { readonly connectMs?: number; readonly onError: (error: Error) => void },
): Promise<OpenPool> {
  return 'url' in place ? openPostgres(place.url, { connectMs, onError }) : openEmbedded(place.folder, { onError })
}

function openPostgres(url: string, options: { connectMs: number; onError: (error: Error) => void }): OpenPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: options.connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + 1000,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    application_name: 'slash503',
  })
  // A connection that breaks while nobody uses it: the pool makes another.
  pool.on('error', options.onError)
  // One that breaks between two statements of its user: the next statement says so, the process must not end of it.
  pool.on('connect', (client) => client.on('error', () => {}))
  return { kind: 'postgres', pool, sql: sqlOf(pool), close: () => pool.end() }
}

async function openEmbedded(folder: string, options: { onError: (error: Error) => void }): Promise<OpenPool> {
  const held = await holdFolder(folder)
  try {
    const lite = await createEmbedded(join(folder, 'data'))
    // It has one connection: whoever asks for a second inside a transaction would wait for ever without the limit.
    const pool = new pg.Pool(Object.assign(createPgConfig(lite), { max: 1, connectionTimeoutMillis: statementMs }))
    pool.on('error', options.onError)
    const close = async () => {
      await pool.end()
      await lite.close()
      await held.release()
    }
    return { kind: 'embedded', pool, sql: sqlOf(pool), held, close }
  } catch (error) {
    await held.release()
    throw error
  }
}

/** A text of several statements may end in the middle of a transaction of its own: it must not stay on the connection. */
function sqlOf(pool: pg.Pool): SqlExecutor {
  return {
    executeSql: async (text, values = []) => {
      const client = await pool.connect()
      try {
        const result: pg.QueryResult | pg.QueryResult[] = await client.query(text, [...values])
        return { rows: Array.isArray(result) ? result.flatMap(({ rows }) => rows) : result.rows }
      } catch (error) {
        await client.query('rollback').catch(() => {})
        throw error
      } finally {
        client.release()
      }
    },
  }
}

async function createEmbedded(dataDir: string): Promise<PGlite> {
  try {
    const startParams = [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`]
    return await PGlite.create({ dataDir, startParams })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreError('unusable-folder', masked`Cannot start the embedded PostgreSQL in ${dataDir}: ${why}`, {
      hint: 'Check that the disk has room and that the folder is whole; a backup of it can be put back (docs/store.md).',
      cause: error,
    })
  }
}
