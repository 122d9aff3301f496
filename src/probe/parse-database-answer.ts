import type { Blocker, DatabaseAnswer, DatabaseValue, SessionGroup } from './database.ts'
import type { Answer } from './execute.ts'
import { numberOf, present, textOf } from './field.ts'
import { hideLiterals } from './hide-literals.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Parsed, Unseen } from './unseen.ts'

/** What `databaseQueries` brought, a refusal, or a failure; an answer without the figures it must have is `garbled`. */
export function parseDatabaseAnswer(answer: Answer): Parsed<DatabaseValue> {
  if (answer.kind === 'failed') return { kind: 'seen', value: answer }
  if (answer.kind === 'postgres-refused') return refusal(answer)
  if (answer.kind !== 'postgres') return unexpectedAnswer(answer, 'PostgreSQL')
  const value = answerOf(answer)
  return value ? { kind: 'seen', value } : unexpectedAnswer(answer, 'the whole of pg_stat_activity')
}

type Row = Readonly<Record<string, unknown>>
type PostgresAnswer = Extract<Answer, { kind: 'postgres' }>

function answerOf({ connectMs, rows }: PostgresAnswer): DatabaseAnswer | undefined {
  const server = rows['server']?.[0]
  const sessions = allOf(rows['sessions'], sessionOf)
  const blockers = allOf(rows['blockers'], blockerOf)
  const roleLimits = allOf(rows['roles'], roleOf)
  if (!server || !sessions || !blockers || !roleLimits) return undefined
  const figures = figuresOf(server)
  if (!figures) return undefined
  const usedConnections = sessions.reduce((sum, { count }) => sum + count, 0)
  return present({ kind: 'answered' as const, connectMs, ...figures, usedConnections, sessions, blockers, roleLimits })
}

function figuresOf(row: Row) {
  const maxConnections = count(row['max_connections'])
  const superuserReserved = count(row['superuser_reserved'])
  const databaseLimit = numberOf(row['database_limit'])
  const databaseUsed = count(row['database_used'])
  const isInRecovery = row['is_in_recovery']
  const seesAllSessions = row['sees_all']
  if (!maxConnections || superuserReserved === undefined) return undefined
  if (databaseLimit === undefined || databaseUsed === undefined) return undefined
  if (typeof isInRecovery !== 'boolean' || typeof seesAllSessions !== 'boolean') return undefined
  return {
    version: textOf(row['version']),
    isInRecovery,
    isReadOnly: isInRecovery || row['default_read_only'] === 'on',
    startedAt: instantOf(row['started_at']),
    maxConnections,
    // Absent before PostgreSQL 16.
    reservedConnections: superuserReserved + (count(row['reserved']) ?? 0),
    databaseLimit,
    databaseUsed,
    seesAllSessions,
  }
}

function sessionOf(row: Row): SessionGroup | undefined {
  const number = count(row['count'])
  const oldestSeconds = numberOf(row['oldest_seconds'])
  const waitingOnLock = count(row['waiting_on_lock'])
  if (number === undefined || oldestSeconds === undefined || waitingOnLock === undefined) return undefined
  return {
    user: textOf(row['user']),
    application: textOf(row['application']),
    client: textOf(row['client']),
    state: textOf(row['state']),
    count: number,
    oldestSeconds: Math.max(0, Math.round(oldestSeconds)),
    waitingOnLock,
  }
}

function blockerOf(row: Row): Blocker | undefined {
  const pid = count(row['pid'])
  const seconds = numberOf(row['seconds'])
  const waiters = count(row['waiters'])
  if (pid === undefined || seconds === undefined || waiters === undefined) return undefined
  return {
    pid,
    user: textOf(row['user']),
    client: textOf(row['client']),
    application: textOf(row['application']),
    state: textOf(row['state']),
    seconds: Math.max(0, Math.round(seconds)),
    waiters,
    query: hideLiterals(textOf(row['query'])),
  }
}

function roleOf(row: Row): DatabaseAnswer['roleLimits'][number] | undefined {
  const limit = count(row['limit'])
  const used = count(row['used'])
  if (limit === undefined || used === undefined) return undefined
  return { role: textOf(row['role']), limit, used }
}

/** Every row parsed, or undefined when the rows are missing or one of them is not what it must be. */
function allOf<T>(rows: readonly Row[] | undefined, parse: (row: Row) => T | undefined): T[] | undefined {
  const parsed = rows?.map(parse)
  return parsed?.every((row) => row !== undefined) ? parsed : undefined
}

function count(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && number >= 0 ? number : undefined
}

function instantOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) ? value : undefined
}

/**
 * SQLSTATE class 42 is a fault of our question (42501: a right that we lack), 0A a server that lacks the feature: gaps
 * in our view. All else is the database's own trouble (PostgreSQL manual, appendix A).
 */
function refusal({ code, message, afterMs }: Extract<Answer, { kind: 'postgres-refused' }>): Parsed<DatabaseValue> {
  const detail = `${message} (${code})`
  if (code === '42501') return { kind: 'unseen', reason: 'denied', detail, fix: monitorGrant }
  if (/^(?:42|0A)/.test(code)) return { kind: 'unseen', reason: 'unsupported', detail } satisfies Unseen
  return { kind: 'seen', value: { kind: 'refused-by-database', code, message, afterMs } }
}

/** What makes every session's state visible to the role that looks; PostgreSQL 10 and later. */
const monitorGrant = 'let a superuser give pg_monitor to the role of the URL'
