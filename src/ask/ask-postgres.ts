import { Client, DatabaseError, type QueryResult } from 'pg'
import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import type { Failed } from '../probe/answer.ts'
import type { Answer, Ask, Query } from '../probe/execute.ts'
import { textOf } from '../probe/field.ts'
import { hideLiterals } from '../probe/hide-literals.ts'
import type { Unseen } from '../probe/unseen.ts'
import { ConnectedSocket, type Guard } from './connected-socket.ts'
import { exchange, type Reach, type Talk } from './exchange.ts'
import { detailOf, safeLine } from './failure-of.ts'
import { negotiatePostgresTls, notPostgres } from './negotiate-postgres-tls.ts'
import { type PostgresTarget, parsePostgresUrl } from './parse-postgres-url.ts'

type PostgresAsk = Extract<Ask, { kind: 'postgres' }>
type Rows = readonly Readonly<Record<string, unknown>>[]

/**
 * All queries on one connection and, for a server, in one read-only transaction: settings are local to it, which holds
 * behind a pgbouncer in transaction mode as well. What the server says against it is `postgres-refused` with its SQLSTATE.
 */
export function askPostgres(ask: PostgresAsk, reach: Reach): Promise<Answer | Unseen> {
  const target = parsePostgresUrl(ask.url)
  if (!target) {
    return Promise.resolve({ kind: 'unseen', reason: 'unsupported', detail: 'not a postgres:// URL' })
  }
  const { host, port, socketFolder } = target
  const to =
    socketFolder === undefined
      ? ({ kind: 'tcp', host, port } as const)
      : ({ kind: 'unix', path: `${socketFolder}/.s.PGSQL.${port}` } as const)
  return exchange<Answer | Failed | Unseen>(to, { ...reach, timeoutMs: ask.timeoutMs }, (talk) =>
    converse(ask, target, talk),
  )
}

async function converse(ask: PostgresAsk, target: PostgresTarget, talk: Talk): Promise<Answer | Unseen> {
  const stream = await negotiatePostgresTls(talk, target)
  const socket = new ConnectedSocket(stream, guard)
  const client = createClient(target, socket)
  let connectMs = 0
  try {
    await client.connect()
    connectMs = talk.elapsedMs()
    const answered = await (ask.isConsole === true ? runConsole(client, ask) : runReadOnly(client, ask))
    await client.end()
    return { kind: 'postgres', connectMs, ...answered }
  } catch (error) {
    const outcome = refusalOf(error, { target, afterMs: talk.elapsedMs() })
    if (outcome) return outcome
    throw error instanceof DatabaseError ? error : (socket.brokenBy ?? error)
  }
}

/**
 * The first message of a server is a request for authentication, an error, a notice or a word on its version
 * (PostgreSQL manual, 53.2.1); 10,000 groups of sessions take some 1 MiB.
 */
const guard: Guard = {
  check: (first) => (/^[RENv]/.test(first.toString('latin1', 0, 1)) ? undefined : notPostgres(first)),
  limitBytes: 4 * 1024 * 1024,
}

function createClient(target: PostgresTarget, socket: ConnectedSocket): Client {
  const { host, port, user, database } = target
  const client = new Client({
    host,
    port,
    user,
    database,
    // A function, so that neither PGPASSWORD nor ~/.pgpass of the bot's account is ever sent to a host.
    password: () => target.password ?? noPassword(),
    stream: () => socket,
    ssl: false,
    application_name: 'slash503',
    connectionTimeoutMillis: 0,
  })
  client.on('error', () => {})
  return client
}

function noPassword(): never {
  throw Object.assign(new Error('the server asks for a password and the URL has none'), { code: 'NO_PASSWORD' })
}

/** One message, one round trip: on a slow network the difference between 0.4 s and 2 s. */
async function runReadOnly(client: Client, ask: PostgresAsk) {
  const timeoutMs = Math.max(1, Math.floor(ask.timeoutMs))
  const opening = [
    'BEGIN READ ONLY',
    `SET LOCAL statement_timeout = ${timeoutMs}`,
    `SET LOCAL lock_timeout = ${timeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${timeoutMs}`,
  ]
  const essential = ask.queries.filter((query) => query.isOptional !== true)
  const results = await runMany(client, [...opening, ...essential.map(({ sql }) => sql)])
  const rows: Record<string, Rows> = {}
  for (const [at, { name, sqlColumns }] of essential.entries())
    rows[name] = hidden(results[opening.length + at] ?? [], sqlColumns)
  const failed = await runOptional(client, ask.queries, { rows, isTransaction: true })
  await client.query('COMMIT')
  return { rows, failed }
}

/** pgbouncer's admin console: no transactions, no settings, one command at a time. */
async function runConsole(client: Client, ask: PostgresAsk) {
  const rows: Record<string, Rows> = {}
  for (const { name, sql, isOptional } of ask.queries) {
    if (isOptional !== true) rows[name] = (await runMany(client, [sql]))[0] ?? []
  }
  return { rows, failed: await runOptional(client, ask.queries, { rows, isTransaction: false }) }
}

async function runOptional(
  client: Client,
  queries: readonly Query[],
  into: { readonly rows: Record<string, Rows>; readonly isTransaction: boolean },
): Promise<Record<string, string>> {
  const failed: Record<string, string> = {}
  for (const { name, sql, sqlColumns } of queries.filter((query) => query.isOptional === true)) {
    try {
      if (into.isTransaction) await client.query('SAVEPOINT optional')
      into.rows[name] = hidden((await runMany(client, [sql]))[0] ?? [], sqlColumns)
    } catch (error) {
      if (sqlStateOf(error) === undefined) throw error
      failed[name] = detailOf(error)
      if (into.isTransaction) await client.query('ROLLBACK TO SAVEPOINT optional')
    }
  }
  return failed
}

function hidden(rows: Rows, sqlColumns: readonly string[] = []): Rows {
  if (sqlColumns.length === 0) return rows
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(sqlColumns.map((column) => [column, hideLiterals(textOf(row[column]))])),
  }))
}

async function runMany(client: Client, statements: readonly string[]): Promise<Rows[]> {
  const results = (await client.query(statements.join(';\n'))) as unknown as QueryResult | QueryResult[]
  return (Array.isArray(results) ? results : [results]).map(({ rows }) => withinBounds(rows as Rows))
}

/** More groups of sessions, roles or pools than any server has. */
const limitRows = 20_000
/** The longest column that is asked for is a query, of which 2000 characters are; names have 63 bytes. */
const limitChars = 2000

function withinBounds(rows: Rows): Rows {
  if (rows.length > limitRows) throw new Error(`sent more than ${limitRows} rows`)
  return rows.map((row) => (Object.values(row).some(isTooLong) ? withShortColumns(row) : row))
}

function isTooLong(value: unknown): boolean {
  return typeof value === 'string' && value.length > limitChars
}

/** What the limit cuts has its end masked here, where the cut is known. */
function withShortColumns(row: Rows[number]): Rows[number] {
  const short = (value: unknown): unknown =>
    isTooLong(value) ? redact(cleanText(textOf(value).slice(0, limitChars)), { isCut: true }) : value
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, short(value)]))
}

function refusalOf(
  error: unknown,
  of: { readonly target: PostgresTarget; readonly afterMs: number },
): Answer | Unseen | undefined {
  const code = sqlStateOf(error)
  if (code !== undefined) {
    const message = safeLine(error instanceof Error ? error.message : '')
    return { kind: 'postgres-refused', code, message, afterMs: of.afterMs }
  }
  if ((error as { code?: unknown }).code === 'NO_PASSWORD') {
    const detail = `${of.target.host} asks for a password of ${of.target.user}, and the configured URL has none`
    return { kind: 'unseen', reason: 'denied', detail, fix: 'add the password to the URL in services.yml' }
  }
  return undefined
}

/** SQLSTATE of an error that the server itself sent: five characters, with its severity beside it. */
function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof DatabaseError)) return undefined
  return error.code !== undefined && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}
