import type { Query } from './execute.ts'

/**
 * One row about the server. `pg_read_all_stats` (which `pg_monitor` includes) is what lets a role see the state of
 * other users' sessions. `reserved_connections` exists since 16.
 */
const server = `
SELECT current_setting('server_version') AS version,
  pg_is_in_recovery() AS is_in_recovery,
  current_setting('default_transaction_read_only') AS default_read_only,
  to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS started_at,
  current_setting('max_connections')::int AS max_connections,
  current_setting('superuser_reserved_connections')::int AS superuser_reserved,
  current_setting('reserved_connections', true)::int AS reserved,
  d.datconnlimit::int AS database_limit,
  pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,
  (SELECT count(*)::int FROM pg_stat_activity a WHERE a.datid = d.oid AND a.pid <> pg_backend_pid()
    AND coalesce(a.backend_type, 'client backend') = 'client backend') AS database_used
FROM pg_database d WHERE d.datname = current_database()`

/**
 * Client sessions in groups, ours left out. A role that may not see a session still sees its user, database and
 * application; the rest is NULL, `backend_type` too, so that a hidden row with a database counts as a client.
 */
const sessions = `
SELECT coalesce(usename, '') AS "user", coalesce(application_name, '') AS application,
  coalesce(host(client_addr), '') AS client, coalesce(state, '') AS state, count(*)::int AS count,
  coalesce(extract(epoch FROM max(clock_timestamp() - state_change)), 0)::float8 AS oldest_seconds,
  (count(*) FILTER (WHERE wait_event_type = 'Lock'))::int AS waiting_on_lock
FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND usesysid IS NOT NULL
  AND (backend_type = 'client backend' OR (backend_type IS NULL AND datid IS NOT NULL))
GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, 1, 2, 3, 4`

/**
 * Sessions that hold up others and wait for nobody themselves, with all who wait behind them: the second to update a row
 * waits for the first to wait, not for the one who holds it. Bounded to 100 waiters, because pg_blocking_pids() takes
 * the lock manager's locks. Process id 0 is a prepared transaction.
 */
const blockers = `
WITH RECURSIVE waits AS (
  SELECT DISTINCT w.pid AS waiter, unnest(pg_blocking_pids(w.pid)) AS blocker
  FROM (SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' LIMIT 100) w
), chain AS (
  SELECT waiter, blocker FROM waits
  UNION SELECT c.waiter, w.blocker FROM chain c JOIN waits w ON w.waiter = c.blocker
), roots AS (
  SELECT blocker AS pid, count(*)::int AS waiters FROM chain
  WHERE blocker NOT IN (SELECT waiter FROM waits) GROUP BY 1
)
SELECT r.pid::int AS pid, coalesce(a.usename, '') AS "user", coalesce(host(a.client_addr), '') AS client,
  coalesce(a.application_name, '') AS application,
  CASE WHEN r.pid = 0 THEN 'prepared transaction' ELSE coalesce(a.state, '') END AS state,
  coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.state_change)), 0)::float8 AS seconds,
  r.waiters, left(coalesce(a.query, ''), 2000) AS query
FROM roots r LEFT JOIN pg_stat_activity a ON a.pid = r.pid
ORDER BY r.waiters DESC, r.pid LIMIT 10`

/** Roles that may only have so many connections, and how many they have. */
const roles = `
SELECT r.rolname AS role, r.rolconnlimit::int AS "limit",
  (SELECT count(*)::int FROM pg_stat_activity a WHERE a.usesysid = r.oid AND a.pid <> pg_backend_pid()
    AND coalesce(a.backend_type, 'client backend') = 'client backend') AS used
FROM pg_roles r WHERE r.rolconnlimit >= 0 AND r.rolcanlogin ORDER BY 1 LIMIT 200`

/** What a database is asked: views and functions of PostgreSQL 10 to 18, nothing that writes or waits. */
export const databaseQueries: readonly Query[] = [
  { name: 'server', sql: server.trim() },
  { name: 'sessions', sql: sessions.trim() },
  { name: 'blockers', sql: blockers.trim(), sqlColumns: ['query'] },
  { name: 'roles', sql: roles.trim() },
]
