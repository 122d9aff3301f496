import { describe, expect, it } from 'vitest'
import { diagnosed, type Fault } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { haproxy503, nginx503, page, unit } from '../../test/support/healthy-values.ts'
import { ago, isDark, readingsOf, sees, serviceOf } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const redis = 'redis://cache1:6379'
const db = 'postgres://probe@db1:5432/orders'
const exited = { activeState: 'failed', subState: 'failed', result: 'exit-code', exitCode: 'exited' }
const restarting = {
  activeState: 'activating',
  subState: 'auto-restart',
  result: 'exit-code',
  exitCode: 'exited',
  restarts: 14,
}
const full = { used: 1, availableBytes: 0 }

const faults: readonly Fault[] = [
  // The application.
  {
    name: 'crash loop with a missing module',
    changes: [
      ...f.stopped(both, { ...restarting, exitStatus: 3 }),
      f.logged(both, "ModuleNotFoundError: No module named 'payments'", '[ERROR] Worker failed to boot.'),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app1',
    title: /gunicorn crashes and restarts/,
  },
  {
    name: 'failing ExecStart',
    changes: f.stopped(both, { ...exited, exitStatus: 203 }),
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    title: /could not be executed/,
  },
  {
    name: 'stopped by hand on one host of two',
    changes: f.stopped(['app1'], { activeState: 'inactive', subState: 'dead' }),
    outcome: 'degraded',
    causes: ['app_not_started confirmed'],
    place: 'app1',
  },
  {
    name: 'wrong port',
    changes: [...f.stopped(both, {}).slice(1), f.deaf(both)],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    title: /nothing listens on port 8000/,
  },
  {
    name: 'all processes stopped by a signal',
    changes: [
      ...f.hanging(['app1']),
      f.queue('app1', 2049),
      sees('workers', 'app1', (w) => ({ processes: w.processes.map((p) => ({ ...p, state: 'T' })) })),
    ],
    outcome: 'degraded',
    causes: ['app_not_started confirmed'],
    title: /stopped on app1/,
  },
  // Overload.
  {
    name: 'exhausted workers with a full accept queue',
    changes: [...f.hanging(both), f.queue(both, 129, 128)],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /workers are busy/,
  },
  {
    name: 'workers that hang without a queue',
    changes: f.hanging(both),
    outcome: 'down',
    causes: ['server_overload likely'],
    title: /does not answer/,
  },
  {
    name: 'CPU pressure with slow answers',
    changes: [
      sees('load', 'app1', (load) => ({ ...load, one: 14 })),
      sees('cpu', 'app1', (cpu) => ({ ...cpu, busy: 1 })),
      f.health('app1', page(200, { firstByteMs: 6000 })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'memory pressure',
    changes: [sees('memory', 'app2', (m) => ({ ...m, availableBytes: 2e8, swapFreeBytes: 0 })), ...f.hanging(['app2'])],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app2',
    title: /memory/i,
  },
  {
    name: 'OOM kill of the main process',
    changes: [
      ...f.stopped(both, { activeState: 'failed', result: 'oom-kill', exitCode: 'killed', exitStatus: 9 }),
      sees('oom', both, {
        kills: [{ at: ago(60), process: 'gunicorn', pid: 100, isCgroup: true, line: 'Memory cgroup out of memory' }],
        killsInUnit: 1,
        isLogReadable: true,
      }),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'unit gunicorn',
  },
  {
    name: 'full disk that ends the application',
    changes: [
      ...f.stopped(['app1'], { ...restarting, exitStatus: 1 }),
      f.logged('app1', 'OSError: [Errno 28] No space left on device'),
      sees('disk', 'app1', (d) => ({ mounts: d.mounts.map((m) => ({ ...m, ...full })) })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /disk \/ 100 % full/i,
  },
  {
    name: 'inodes used up',
    changes: [
      ...f.unhealthy(['app1']),
      sees('disk', 'app1', (d) => ({ mounts: d.mounts.map((m) => ({ ...m, inodesUsed: 1 })) })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /inodes/,
  },
  {
    name: 'file descriptors used up',
    changes: [
      ...f.hanging(['app1']),
      sees('files', 'app1', (v) => ({ ...v, processes: [{ pid: 100, name: 'gunicorn', open: 1024, limit: 1024 }] })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    title: /file descriptors/,
  },
  // The health check.
  {
    name: 'wrong health path in the balancer',
    changes: [
      f.servers({ status: 'DOWN', checkStatus: 'L7STS', checkCode: 404, checkDetail: 'Not Found' }),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'lb1: web/app1',
    title: /gets 404/,
  },
  {
    name: 'health endpoint with a bug',
    changes: [...f.unhealthy(both, 'KeyError').filter((_, index) => index !== 1)],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'app1',
  },
  {
    name: 'firewall between balancer and host',
    changes: [
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT', checkDetail: '', checkCode: 0 }, ['app1']),
      sees('port', 'lb1', (healthy, { subject }) => (subject === '10.0.0.11:8000' ? f.failed('timed-out') : healthy)),
    ],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    place: 'lb1 → app1',
  },
  // Deployment.
  {
    name: 'rolling release with draining servers',
    changes: [
      f.servers({ status: 'DRAIN', checkStatus: 'L7OK' }, ['app1']),
      f.appUnit('app1', { activeState: 'deactivating', stateChangedAt: ago(3) }),
      sees('release', 'app1', (r) => ({ ...r, changedAt: ago(60), target: '/srv/app/releases/42' })),
    ],
    outcome: 'degraded',
    causes: ['deployment_in_progress confirmed'],
    place: 'app1',
  },
  {
    name: 'maintenance in the balancer for all servers',
    changes: [f.servers({ status: 'MAINT', checkStatus: '' }), f.edgeDown],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1: web/app1',
  },
  // The database.
  {
    name: 'connections exhausted by idle in transaction',
    changes: [
      sees(
        'database',
        '*',
        (d) =>
          ({
            ...d,
            usedConnections: 97,
            sessions: [
              {
                user: 'app',
                application: '',
                client: '10.0.0.12',
                state: 'idle in transaction',
                count: 90,
                oldestSeconds: 840,
                waitingOnLock: 0,
              },
            ],
          }) as typeof d,
      ),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'sessions of user app from 10.0.0.12',
    title: /97 of 97 connections in use, 90 of them idle in transaction for up to 14 min/,
  },
  {
    name: 'connections refused outright, and a full accept queue behind it',
    changes: [
      sees('database', '*', {
        kind: 'refused-by-database',
        code: '53300',
        message: 'sorry, too many clients already',
        afterMs: 3,
      }),
      ...f.hanging(both),
      f.queue(both, 129, 128),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: db,
  },
  {
    name: 'lock pile-up',
    changes: [
      sees(
        'database',
        '*',
        (d) =>
          ({
            ...d,
            usedConnections: 95,
            sessions: [
              {
                user: 'app',
                application: '',
                client: '10.0.0.11',
                state: 'active',
                count: 90,
                oldestSeconds: 100,
                waitingOnLock: 88,
              },
            ],
            blockers: [
              {
                pid: 4242,
                user: 'batch',
                client: '10.0.0.50',
                application: 'psql',
                state: 'idle in transaction',
                seconds: 300,
                waiters: 88,
                query: 'LOCK TABLE orders',
              },
            ],
          }) as typeof d,
      ),
      ...f.hanging(both),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'pid 4242',
    title: /88 sessions wait for a lock that pid 4242 holds/,
  },
  {
    name: 'pgbouncer queueing',
    service: {
      database: {
        kind: 'postgres',
        label: 'postgres://probe@db1:6432/orders',
        host: 'db1',
        port: 6432,
        url: 'postgres://probe:x@db1:6432/orders',
      },
    },
    changes: [
      sees('pooler', '*', {
        pools: [
          {
            database: 'orders',
            user: 'app',
            clientsActive: 5,
            clientsWaiting: 40,
            serversActive: 5,
            serversIdle: 0,
            serversUsed: 0,
            maxWaitSeconds: 30,
            poolMode: 'session',
          },
        ],
      }),
      ...f.hanging(both),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'pool orders/app',
  },
  {
    name: 'database stopped, and the application cannot start without it',
    changes: [
      sees('database', '*', f.failed('refused')),
      sees('dependency-tcp', '*', f.failed('refused')),
      ...f.stopped(both, { ...restarting, exitStatus: 1 }),
      f.logged(both, 'psycopg2.OperationalError: connection to server at "db1", port 5432 failed: Connection refused'),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: db,
  },
  {
    name: 'database in recovery',
    changes: [
      sees('database', '*', (d) => ({ ...d, isInRecovery: true, isReadOnly: true }) as typeof d),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: db,
    title: /takes no writes/,
  },
  {
    name: 'database starting up',
    changes: [
      sees('database', '*', {
        kind: 'refused-by-database',
        code: '57P03',
        message: 'the database system is starting up',
        afterMs: 2,
      }),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: db,
  },
  // Redis.
  {
    name: 'Redis stopped',
    changes: [sees('dependency-redis', '*', f.failed('refused')), ...f.unhealthy(both, '{"redis":"down"}')],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: redis,
    title: /connection refused/,
  },
  {
    name: 'Redis frozen, workers wait for it',
    changes: [sees('dependency-redis', '*', f.noAnswer), ...f.hanging(both), f.queue(both, 129, 128)],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: redis,
  },
  {
    name: 'Redis loading',
    changes: [
      sees('dependency-redis', '*', {
        kind: 'answered',
        latencyMs: 1,
        error: 'LOADING Redis is loading the dataset in memory',
      }),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    title: /loading/,
  },
  {
    name: 'Redis at maxclients',
    changes: [
      sees('dependency-redis', '*', { kind: 'answered', latencyMs: 1, error: 'ERR max number of clients reached' }),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    title: /maxclients/,
  },
  {
    name: 'Redis out of memory, noticed by nobody yet',
    changes: [
      sees('dependency-redis', '*', {
        kind: 'answered',
        latencyMs: 1,
        role: 'master',
        usedMemoryBytes: 1e8,
        maxMemoryBytes: 1e8,
        evictionPolicy: 'noeviction',
      }),
    ],
    outcome: 'degraded',
    causes: ['dependency_failure confirmed'],
    title: /out of memory/,
  },
  {
    name: 'a partition that only the hosts see',
    changes: [sees('dependency-redis', both, f.failed('timed-out')), ...f.unhealthy(both)],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: redis,
  },
  {
    name: 'DNS failure of a dependency',
    changes: [
      sees('dependency-redis', both, f.failed('name-not-found')),
      sees('resolve', both, (r) => (r.name === 'cache1' ? { ...r, addresses: [] } : r)),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    title: /does not resolve/,
  },
  // The rest.
  {
    name: 'rate limiting at nginx',
    service: { balancer: { host: 'lb1', unit: 'nginx' } },
    changes: [
      f.edge(page(200), nginx503(), nginx503(), nginx503()),
      sees('units', 'lb1', { units: [unit('nginx')], otherFailed: [] }),
      sees('balancer-config', 'lb1', (c) => ({
        ...c,
        kind: 'nginx',
        sockets: [],
        makes503: [{ file: '/etc/nginx/nginx.conf', line: 'limit_req zone=one burst=5;' }],
      })),
      sees('proxy-log', 'lb1', {
        program: 'nginx',
        path: '/var/log/nginx/error.log',
        lines: ['2026/03/02 09:59:50 [error] 7#7: *1 limiting requests, excess: 5.1 by zone "one", client: 10.0.0.1'],
      }),
    ],
    outcome: 'degraded',
    causes: ['rate_limited confirmed'],
    place: 'nginx on lb1',
  },
  {
    name: '429 from HAProxy',
    changes: [
      f.edge(
        page(429, {
          statusText: 'Too Many Requests',
          body: '<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.\n</body></html>\n',
        }),
      ),
    ],
    outcome: 'down',
    causes: ['rate_limited confirmed'],
  },
  {
    name: 'a dead host of two',
    changes: [
      isDark('app1'),
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT' }, ['app1']),
      sees('port', 'lb1', (h, { subject }) => (subject === '10.0.0.11:8000' ? f.failed('timed-out') : h)),
    ],
    outcome: 'degraded',
    causes: ['host_unreachable confirmed'],
    place: 'app1',
  },
  {
    name: 'a dead balancer',
    changes: [
      f.balancerUnit({ activeState: 'failed', result: 'exit-code', exitStatus: 1 }),
      f.edge(f.failed('refused')),
      sees('edge', 'lb1', (e) => ({ ...e, tries: [f.failed('refused')] })),
    ],
    outcome: 'down',
    causes: ['balancer_down confirmed'],
    place: 'haproxy on lb1',
  },
  {
    name: 'a balancer whose host is gone',
    changes: [isDark('lb1'), f.edge(f.failed('timed-out'))],
    outcome: 'down',
    causes: ['balancer_down confirmed'],
    place: 'lb1',
  },
  {
    name: 'two faults at once',
    changes: [
      sees('dependency-redis', '*', f.failed('refused')),
      ...f.unhealthy(['app2']),
      ...f.stopped(['app1'], { ...restarting, exitStatus: 3 }),
      f.logged('app1', "ModuleNotFoundError: No module named 'x'"),
      f.edge(haproxy503()),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed', 'app_not_started confirmed'],
    place: redis,
  },
]

describe('diagnose()', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    const service = serviceOf(fault.service)
    const { outcome, diagnosis } = diagnosed(service, readingsOf(service, fault.changes))
    expect({ outcome, causes: diagnosis.causes.map((cause) => `${cause.cause} ${cause.strength}`) }).toEqual({
      outcome: fault.outcome,
      causes: fault.causes,
    })
    const [first] = diagnosis.causes
    if (fault.place !== undefined) expect(first?.where).toContain(fault.place)
    if (fault.title !== undefined) expect(first?.title).toMatch(fault.title)
  })
})
