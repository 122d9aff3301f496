import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { masked } from '../lib/masked.ts'
import { migrations, oldestUsable } from './migrations/migrations.ts'
import { StoreError } from './store-error.ts'
import { schemaName, type Tables } from './tables.ts'

/** Brings the schema to this release's, or to the migration `to`, one process at a time; gives the names of what was applied. */
export async function migrate(db: Kysely<Tables>, { to }: { readonly to?: string } = {}): Promise<readonly string[]> {
  refuseNewer(await appliedMigrations(db))
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: schemaName,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  })
  const { error, results = [] } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to)
  if (error === undefined) return results.map(({ migrationName }) => migrationName)
  // Another release may have migrated it between the look and the lock.
  refuseNewer(await appliedMigrations(db))
  throw error instanceof Error ? error : new Error('The store could not be migrated', { cause: error })
}

/** Throws unless this release works with the schema as it is. */
export async function expectUsableSchema(db: Kysely<Tables>): Promise<void> {
  const applied = await appliedMigrations(db).catch(explainRefusal)
  refuseNewer(applied)
  if (applied.includes(oldestUsable)) return
  const found = applied.at(-1) ?? 'none of ours'
  throw new StoreError('not-migrated', `Cannot use the store: its schema is ${found}, expected ${newestKnown()}`, {
    hint: 'Run 503 store migrate as the owner of the database.',
  })
}

/** Lets a role that owns nothing read and write the tables of a schema, and no more. */
export async function grantUse(
  db: Kysely<Tables>,
  { schema, role }: { readonly schema: string; readonly role: string },
) {
  const to = sql.id(role)
  await sql`grant usage on schema ${sql.id(schema)} to ${to}`.execute(db)
  await sql`grant select, insert, update, delete on all tables in schema ${sql.id(schema)} to ${to}`.execute(db)
  await sql`grant usage on all sequences in schema ${sql.id(schema)} to ${to}`.execute(db)
}

/** SQLSTATE of 'permission denied'. */
const permissionDenied = '42501'

function explainRefusal(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === permissionDenied)) throw error
  throw new StoreError('not-migrated', masked`Cannot use the store: ${error.message}`, {
    hint: 'Run 503 store migrate --grant ROLE as the owner of the database.',
    cause: error,
  })
}

function refuseNewer(applied: readonly string[]): void {
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name))
  if (unknown.length === 0) return
  throw new StoreError(
    'newer-schema',
    `Cannot use the store: a later release has migrated it to ${unknown.at(-1)}, this one knows ${newestKnown()}`,
    { hint: 'Install the release that migrated it, or a later one.' },
  )
}

function newestKnown(): string {
  return Object.keys(migrations).at(-1) ?? ''
}

/** Names of the migrations that the database has seen, oldest first; changes nothing, so that a lesser role may ask. */
async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const table = `${schemaName}.migrations`
  const known = await sql<{ found: string | null }>`select to_regclass(${table})::text as found`.execute(db)
  if (!known.rows[0]?.found) return []
  const applied = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db)
  return applied.rows.map(({ name }) => name)
}
