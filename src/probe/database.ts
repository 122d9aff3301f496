import type { Endpoint } from '../service/service.ts'
import type { Failed } from './answer.ts'
import { databaseQueries } from './database-queries.ts'
import type { Ask } from './execute.ts'

/** The database refused or broke the session with its own error. */
export interface DatabaseRefusal {
  readonly kind: 'refused-by-database'
  /** SQLSTATE: 53300 too many connections, 57P03 starting up, 28P01 wrong password … */
  readonly code: string
  readonly message: string
  readonly afterMs: number
}

/** Sessions of one user, client and state. */
export interface SessionGroup {
  readonly user: string
  /** Application name as the client gave it; may be empty. */
  readonly application: string
  /** Client address; empty for a unix socket. */
  readonly client: string
  /** `active`, `idle`, `idle in transaction`, `idle in transaction (aborted)` … */
  readonly state: string
  readonly count: number
  /** Longest time in this state. */
  readonly oldestSeconds: number
  /** How many of them wait for a lock. */
  readonly waitingOnLock: number
}

/** A session that others wait for. */
export interface Blocker {
  readonly pid: number
  readonly user: string
  readonly client: string
  readonly application: string
  readonly state: string
  readonly seconds: number
  readonly waiters: number
  /** Its current or last query, shortened, with literals removed. */
  readonly query: string
}

/** `pg_stat_activity` and the settings around it. */
export interface DatabaseAnswer {
  readonly kind: 'answered'
  readonly version: string
  readonly connectMs: number
  /** `pg_is_in_recovery()`: a standby. */
  readonly isInRecovery: boolean
  /** `default_transaction_read_only` or a standby: writes fail. */
  readonly isReadOnly: boolean
  readonly startedAt?: string
  readonly maxConnections: number
  /** `superuser_reserved_connections` + `reserved_connections` (16+): not usable by the application. */
  readonly reservedConnections: number
  /** Client sessions now, all states, ours left out. */
  readonly usedConnections: number
  readonly sessions: readonly SessionGroup[]
  readonly blockers: readonly Blocker[]
  /** Roles with a CONNECTION LIMIT. */
  readonly roleLimits: readonly { readonly role: string; readonly limit: number; readonly used: number }[]
  /** Limit of this database; -1 for none. */
  readonly databaseLimit: number
  readonly databaseUsed: number
  /** False when the role may not see other users' sessions (not in pg_read_all_stats/pg_monitor): states are then unknown. */
  readonly seesAllSessions: boolean
}

export type DatabaseValue = DatabaseAnswer | DatabaseRefusal | Failed

/** `timeoutMs` defaults to 4 s; it is the server's statement timeout as well. */
export function buildDatabaseAsk(endpoint: Endpoint, { timeoutMs = 4000 }: { readonly timeoutMs?: number } = {}): Ask {
  return { kind: 'postgres', url: endpoint.url, queries: databaseQueries, timeoutMs }
}
