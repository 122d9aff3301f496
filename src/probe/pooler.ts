import type { Endpoint } from '../service/service.ts'
import type { Answer, Ask } from './execute.ts'
import { numberOf, present, textOf } from './field.ts'
import type { AskProbe } from './probe.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Parsed, Unseen } from './unseen.ts'

/** pgbouncer's `SHOW POOLS` and `SHOW CONFIG`. */
export interface PoolerValue {
  readonly pools: readonly {
    readonly database: string
    readonly user: string
    readonly clientsActive: number
    readonly clientsWaiting: number
    readonly serversActive: number
    readonly serversIdle: number
    readonly serversUsed: number
    /** Age of the oldest waiting client. */
    readonly maxWaitSeconds: number
    readonly poolMode: string
  }[]
  readonly maxClientConnections?: number
  readonly defaultPoolSize?: number
  /** Databases whose clients wait for an operator's RESUME. */
  readonly paused?: readonly string[]
}

/**
 * pgbouncer's admin console, reached as database `pgbouncer` on the same address; `timeoutMs` defaults to 4 s.
 * The user must be in `stats_users` (pgbouncer.1, ADMIN CONSOLE); SHOW is all that such a user may do.
 */
export function buildPoolerAsk(endpoint: Endpoint, { timeoutMs = 4000 }: { readonly timeoutMs?: number } = {}): Ask {
  const url = new URL(endpoint.url)
  url.pathname = '/pgbouncer'
  const queries = [
    { name: 'pools', sql: 'SHOW POOLS' },
    { name: 'config', sql: 'SHOW CONFIG', isOptional: true },
    { name: 'databases', sql: 'SHOW DATABASES', isOptional: true },
  ]
  return { kind: 'postgres', url: url.href, queries, timeoutMs, isConsole: true }
}

/** Columns by name, for versions add some; a server without such a console is `not-found`. */
export function parsePoolerAnswer(answer: Answer): Parsed<PoolerValue> {
  if (answer.kind === 'postgres-refused') return refused(answer)
  if (answer.kind === 'failed') return { kind: 'unseen', reason: 'unreachable', detail: `pgbouncer: ${answer.detail}` }
  const rows = answer.kind === 'postgres' ? answer.rows : {}
  if (answer.kind !== 'postgres' || !rows['pools']) return unexpectedAnswer(answer, 'pgbouncer')
  const pools = rows['pools'].map(poolOf)
  if (pools.some((pool) => pool === undefined)) {
    return { kind: 'unseen', reason: 'garbled', detail: 'SHOW POOLS has not the columns it has in pgbouncer' }
  }
  const value = {
    pools: pools.filter((pool) => pool !== undefined),
    maxClientConnections: settingOf(rows['config'], 'max_client_conn'),
    defaultPoolSize: settingOf(rows['config'], 'default_pool_size'),
    paused: rows['databases']?.flatMap((row) => (numberOf(row['paused']) === 1 ? [textOf(row['name'])] : [])),
  }
  return { kind: 'seen', value: present(value) }
}

type Row = Readonly<Record<string, unknown>>

function poolOf(row: Row): PoolerValue['pools'][number] | undefined {
  const clientsActive = numberOf(row['cl_active'])
  const clientsWaiting = numberOf(row['cl_waiting'])
  const serversActive = numberOf(row['sv_active'])
  const serversIdle = numberOf(row['sv_idle'])
  if (clientsActive === undefined || clientsWaiting === undefined) return undefined
  if (serversActive === undefined || serversIdle === undefined) return undefined
  const maxWaitSeconds = (numberOf(row['maxwait']) ?? 0) + (numberOf(row['maxwait_us']) ?? 0) / 1e6
  return {
    database: textOf(row['database']),
    user: textOf(row['user']),
    clientsActive,
    clientsWaiting,
    serversActive,
    serversIdle,
    serversUsed: numberOf(row['sv_used']) ?? 0,
    maxWaitSeconds,
    poolMode: textOf(row['pool_mode']),
  }
}

function settingOf(rows: readonly Row[] | undefined, key: string): number | undefined {
  return numberOf(rows?.find((row) => row['key'] === key)?.['value'])
}

function refused({ code, message }: Extract<Answer, { kind: 'postgres-refused' }>): Unseen {
  // 3D000: a PostgreSQL without a database of that name, so no pgbouncer.
  if (code === '3D000') return { kind: 'unseen', reason: 'not-found', detail: 'no pgbouncer answers there' }
  const detail = `pgbouncer: ${message} (${code})`
  return { kind: 'unseen', reason: 'denied', detail, fix: 'add the user to stats_users in pgbouncer.ini, then RELOAD' }
}

export const poolerProbe: AskProbe<'pooler', PoolerValue> = {
  id: 'pooler',
  label: 'pooler',
  reads: { kind: 'ask', build: buildPoolerAsk },
  parse: parsePoolerAnswer,
}
