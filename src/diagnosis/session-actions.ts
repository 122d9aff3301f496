import type { Finding } from '../checklist/finding.ts'
import { renderDuration } from '../lib/duration.ts'
import { sqlLiteral } from '../service/command-word.ts'
import { asSuperuser, psqlLine } from '../service/psql.ts'
import { act, look, type NextStep } from './action.ts'

const columns =
  'pid, usename, application_name, client_addr, state, now() - state_change AS since, left(query, 60) AS query'
const clients = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"

/** The figures of a database's connections. */
export type Slots = Finding<'database-ok' | 'connections-exhausted'>

/** Who holds the connections of the database at `place`, and how to end the sessions that were seen to hold most of them. */
export function nextForSessions(place: string, holder: Slots | undefined): readonly NextStep[] {
  const state = holder?.facts.state
  const these = filterOf(holder)
  const all = askSql('See who holds them', place, `SELECT ${columns} ${clients} ORDER BY state_change`)
  if (holder === undefined || these === undefined) return [all]
  const longer = renderDuration(thresholdOf(holder) * 1000)
  const preview = askSql(
    `See which of these have been so for longer than ${longer}`,
    place,
    `SELECT ${columns} ${clients} ${these} ORDER BY state_change`,
  )
  return [all, preview, state === 'active' ? cancel(place, these) : end(place, these)]
}

/** What a pile-up of locks stands on: the session that holds the lock, and nothing else. */
export function nextForLock(place: string, lock: Finding<'lock-pile-up'>): readonly NextStep[] {
  const { pid, state } = lock.facts
  const waits = askSql(
    'See who waits for whom',
    place,
    'SELECT pid, pg_blocking_pids(pid), state, left(query, 60) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0',
  )
  if (pid === 0) {
    const prepared = 'SELECT gid, prepared, owner, database FROM pg_prepared_xacts ORDER BY prepared'
    return [
      waits,
      askSql('It is a prepared transaction: see which are left', place, prepared),
      act('Let its owner commit it or roll it back (COMMIT PREPARED or ROLLBACK PREPARED with its gid)'),
    ]
  }
  // The number of a session that ended may be another's by then: its state tells them apart.
  const literal = state === '' ? undefined : sqlLiteral(state)
  const own = `AND pid = ${pid}${literal === undefined ? '' : ` AND state = ${literal}`}`
  return [
    waits,
    askSql(`See what pid ${pid} does`, place, `SELECT ${columns} ${clients} ${own}`),
    `Ask the owner of pid ${pid} to commit or roll back`,
    // A session that is idle in its transaction has no query that could be cancelled.
    ...(literal === undefined ? [] : [state === 'active' ? cancel(place, own) : end(place, own)]),
    'Then set lock_timeout and idle_in_transaction_session_timeout for the application’s role',
  ]
}

/** The sessions of a role that may have no more. */
export function nextForRole(place: string, role: string): readonly NextStep[] {
  const name = sqlLiteral(role)
  return [
    name === undefined || role === ''
      ? askSql('See who holds them', place, `SELECT ${columns} ${clients} ORDER BY state_change`)
      : askSql('See who holds them', place, `SELECT ${columns} ${clients} AND usename = ${name} ORDER BY state_change`),
  ]
}

/** A question to the database, as the role that the service's URL names. */
export function askSql(text: string, place: string, sql: string): NextStep {
  return look(text, { command: psqlLine(place, sql) })
}

/** Commands of pgbouncer's console, which is a database of that name at the same address. */
export function pgbouncer(place: string, sql: string): string | undefined {
  return URL.canParse(place) ? psqlLine(Object.assign(new URL(place), { pathname: '/pgbouncer' }).href, sql) : undefined
}

function end(place: string, these: string): NextStep {
  return act('End them, as a superuser: connections are kept free for that', {
    command: psqlLine(asSuperuser(place), `SELECT pg_terminate_backend(pid) ${clients} ${these}`),
    changes: 'ends the sessions that a look with the same conditions shows; what they had not committed is rolled back',
  })
}

function cancel(place: string, these: string): NextStep {
  return act('Cancel what they run, as a superuser: connections are kept free for that', {
    command: psqlLine(asSuperuser(place), `SELECT pg_cancel_backend(pid) ${clients} ${these}`),
    changes: 'the queries that a look with the same conditions shows fail; their sessions stay',
  })
}

/** The largest group of sessions as it was seen, no session of another program among them. */
function filterOf(holder: Slots | undefined): string | undefined {
  const { state, user, application = '', client = '' } = holder?.facts ?? {}
  if (!state || !user) return undefined
  const literals = [state, user, application].map(sqlLiteral)
  const from = client === '' ? 'client_addr IS NULL' : `host(client_addr) = ${sqlLiteral(client) ?? ''}`
  if (literals.includes(undefined) || from.endsWith('= ') || holder === undefined) return undefined
  return (
    `AND state = ${literals[0]} AND usename = ${literals[1]} AND application_name = ${literals[2]} AND ${from} ` +
    `AND state_change < now() - interval '${thresholdOf(holder)} seconds'`
  )
}

/** Half as long as the oldest of them: it is among them for certain, and those that are in use are not. */
function thresholdOf(holder: Slots): number {
  return Math.floor((holder.facts.oldestSeconds ?? 0) / 2)
}
