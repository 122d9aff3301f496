import type { Signature, SupportedCause } from '../log-signature.ts'
import { placeInLine, takenPort } from './place-in-line.ts'

/** What to do next about a line: commands that can be pasted as they are, or a sentence. First what only looks. */
export function nextForLine(signature: Signature, line: string): readonly string[] {
  const { id, program, supports } = signature
  if (/-in-use|^rails-pid/.test(id)) return whoHasThePort(line)
  if (supports === undefined) return []
  if (supports === 'db_connections_exhausted') return databaseSteps[program] ?? poolSteps
  if (supports === 'dependency_failure') return [...reachSteps(program, line), ...(dependencySteps[program] ?? [])]
  return causeSteps[supports]
}

function whoHasThePort(line: string): readonly string[] {
  const port = takenPort(line)
  return [port === undefined ? 'ss -ltnp' : `ss -ltnp 'sport = :${port}'`, 'ps -eo pid,lstart,args --sort=start_time']
}

const sessions =
  'sudo -u postgres psql -c "SELECT usename, client_addr, state, count(*), max(now() - state_change) AS longest FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC"'
const postgresSteps = [sessions, 'sudo -u postgres psql -c "SHOW max_connections"']

const databaseSteps: Readonly<Record<string, readonly string[]>> = {
  postgresql: postgresSteps,
  pgbouncer: [
    'psql -p 6432 -U pgbouncer pgbouncer -c "SHOW POOLS"',
    'psql -p 6432 -U pgbouncer pgbouncer -c "SHOW CLIENTS"',
  ],
  mysql: [
    'mysql -e "SELECT user, host, command, count(*), max(time) FROM information_schema.processlist GROUP BY 1, 2, 3 ORDER BY 4 DESC"',
    `mysql -e "SHOW VARIABLES LIKE 'max%connections'"`,
  ],
}

const poolSteps = [
  'Look at the sessions of the application in the database: many that are idle in a transaction are a leak, many that are active are slow SQL',
  'Compare pool size × processes with what the database allows',
]

const dependencySteps: Readonly<Record<string, readonly string[]>> = {
  postgresql: ['sudo -u postgres pg_lsclusters || systemctl status postgresql', 'journalctl -u "postgresql*" -n 50'],
  mysql: ['systemctl status mysql mariadb', 'journalctl -u mysql -u mariadb -n 50'],
  pgbouncer: ['psql -p 6432 -U pgbouncer pgbouncer -c "SHOW SERVERS"', 'journalctl -u pgbouncer -n 50'],
  redis: ['redis-cli PING   # with -h, -p and --askpass as the application is configured', 'redis-cli INFO clients'],
}

function reachSteps(program: string, line: string): readonly string[] {
  const place = placeInLine(line)
  if (place?.port !== undefined)
    return [`getent hosts ${place.host}`, `nc -vz -w 3 ${place.host} ${place.port}   # on the application’s host`]
  if (place !== undefined) return [`getent hosts ${place.host}   # on the application’s host`]
  return dependencySteps[program] === undefined
    ? ['Find the address in the application’s configuration, and try it from the application’s host']
    : []
}

const causeSteps: Readonly<Record<SupportedCause, readonly string[]>> = {
  server_overload: ['uptime; free -m', 'ps -eo pid,pcpu,pmem,etime,args --sort=-pcpu | head -n 15'],
  app_not_started: ['systemctl list-units --failed', 'Read the lines before this one: the first error is the reason'],
  health_check_failing: ['Ask the health page on the application’s own host, with the path and Host of the check'],
  deployment_in_progress: ['Ask who deploys, or who switched the maintenance on'],
  db_connections_exhausted: poolSteps,
  dependency_failure: [],
  host_unreachable: ['ip route; ip -brief address', 'Is the host up, and does a firewall stand between the two?'],
  balancer_down: ['systemctl list-units --failed'],
  rate_limited: ['Who asks that often? Look at the addresses in the access log of the same minute'],
}
