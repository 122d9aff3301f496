import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { StorePlace } from '../../src/store/store-place.ts'
import { type Postgres, startPostgres } from './postgres.ts'

/** Places for stores of one kind, each of them empty. */
export interface Stores {
  readonly place: () => Promise<StorePlace>
  readonly stop: () => Promise<void>
}

/** The kinds of store that every contract is tried on. */
export const storeKinds: readonly (readonly [name: string, start: () => Promise<Stores>])[] = [
  ['the embedded store', startEmbedded],
  ['PostgreSQL', startServerStores],
]

/** Making a database takes seconds, copying an empty one does not. */
async function startEmbedded(): Promise<Stores> {
  const folder = mkdtempSync(join(tmpdir(), 'stores-'))
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  await (await PGlite.create({ dataDir: join(empty, 'data') })).close()
  let places = 0
  const place = async () => {
    const copy = join(folder, `${++places}`)
    cpSync(empty, copy, { recursive: true })
    return { folder: copy }
  }
  return { place, stop: async () => rmSync(folder, { recursive: true, force: true }) }
}

export async function startServerStores(): Promise<Stores> {
  const server = await startPostgres()
  let databases = 0
  return { place: () => createDatabase(server, `store_${++databases}`), stop: server.stop }
}

async function createDatabase(server: Postgres, name: string): Promise<StorePlace> {
  await server.run(`create database ${name}`)
  return { url: server.url('postgres', name) }
}
