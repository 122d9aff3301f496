import { Kysely, PostgresDialect, sql, WithSchemaPlugin } from 'kysely'
import type pg from 'pg'
import { masked } from '../lib/masked.ts'
import { expectHeld, type Fence } from './claims.ts'
import type { Executor, SqlExecutor } from './executor.ts'
import type { HeldFolder } from './hold-folder.ts'
import { expectUsableSchema, migrate } from './migrate.ts'
import { type OpenPool, openPool } from './open-pool.ts'
import { StoreError } from './store-error.ts'
import type { StorePlace } from './store-place.ts'
import { schemaName, type Tables } from './tables.ts'

/** The team's memory, open. The functions of this folder take `db`, or the transaction that `write` hands out. */
export interface Store {
  /** `embedded`: this process alone has it. */
  readonly kind: OpenPool['kind']
  /** Names of the migrations that opening it applied. */
  readonly migrated: readonly string[]
  readonly db: Executor
  /** For an advisory lock that lasts: a connection of its own. */
  readonly pool: pg.Pool
  /** For an engine that brings its own SQL, several statements in one text included. */
  readonly sql: SqlExecutor
  /** With the embedded kind: the held folder, whose socket other processes ask on. */
  readonly held?: HeldFolder
  /**
   * One transaction: all of it or nothing. What it does may be done again when another transaction stood in its way, so it
   * must touch nothing but the store.
   */
  write<T>(work: (tx: Executor) => Promise<T>): Promise<T>
  /** The same for one attempt at a run: nothing is written unless the attempt still holds it. Throws `FenceLostError`. */
  writeFenced<T>(fence: Fence, work: (tx: Executor) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface OpenStoreOptions {
  /** How long a statement waits for a connection. */
  readonly connectMs?: number
  /** Migrate to this release's schema first; an embedded store always is. */
  readonly isToMigrate?: boolean
  /** Connections that broke while idle. */
  readonly onError?: (error: Error) => void
}

/** Opens the store and makes sure that this release works with its schema; throws `StoreError`. */
export async function openStore(place: StorePlace, options: OpenStoreOptions = {}): Promise<Store> {
  const { connectMs, isToMigrate = false, onError = () => {} } = options
  const open = await openPool(place, { onError, ...(connectMs === undefined ? {} : { connectMs }) })
  const plain = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: open.pool }) })
  try {
    await expectAnswer(plain)
    const migrated = isToMigrate || open.kind === 'embedded' ? await migrate(plain) : []
    await expectUsableSchema(plain)
    return storeOf(open, { migrated, db: plain.withPlugin(new WithSchemaPlugin(schemaName)) })
  } catch (error) {
    await open.close()
    throw error
  }
}

function storeOf(open: OpenPool, { migrated, db }: Pick<Store, 'migrated' | 'db'>): Store {
  const write = <T>(work: (tx: Executor) => Promise<T>) => withRetries(() => db.transaction().execute(work))
  return {
    kind: open.kind,
    migrated,
    db,
    pool: open.pool,
    sql: open.sql,
    ...(open.held ? { held: open.held } : {}),
    write,
    writeFenced: (fence, work) =>
      write(async (tx) => {
        await expectHeld(tx, fence)
        return work(tx)
      }),
    close: () => open.close(),
  }
}

/** Two transactions stood in each other's way (PostgreSQL's SQLSTATE class 40): one of them is to be tried again. */
const retryableCodes = ['40001', '40P01']
const tries = 4

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isRetryable = retryableCodes.includes(codeOf(error))
      if (!isRetryable || attempt === tries) throw error
    }
  }
}

async function expectAnswer(db: Executor): Promise<void> {
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreError('unreachable', masked`Cannot open the store: the database does not answer (${why})`, {
      hint: 'Check DATABASE_URL and that PostgreSQL takes connections.',
      cause: error,
    })
  }
}

/** The class of an error differs between a real server and the embedded one, its code does not. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
