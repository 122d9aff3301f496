import { describe, expect, it } from 'vitest'
import { diagnosed, type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { haproxy503, nginx503, page, unit } from '../../test/support/healthy-values.ts'
import { ago, type Change, isUnreachable, misses, readingsOf, sees, serviceOf } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const db = 'postgres://probe@db1:5432/orders'
const redis = 'redis://cache1:6379'
const released: Change = sees('release', '*', (release) => ({
  ...release,
  changedAt: ago(30),
  target: '/srv/app/releases/42',
}))
const pooled = {
  database: {
    kind: 'postgres',
    label: 'postgres://probe@db1:6432/orders',
    host: 'db1',
    port: 6432,
    url: 'postgres://probe:x@db1:6432/orders',
  },
} as const
const queueing = (serversActive: number): Change =>
  sees('pooler', '*', (pooler) => ({
    ...pooler,
    pools: pooler.pools.map((pool) => ({ ...pool, clientsWaiting: 30, maxWaitSeconds: 20, serversActive })),
  }))
const silentNginx = sees('proxy-log', 'lb1', { program: 'nginx', path: '/var/log/nginx/error.log', lines: [] })
const nginxBalancer: readonly Change[] = [
  sees('units', 'lb1', { units: [unit('nginx')], otherFailed: [] }),
  sees('balancer-config', 'lb1', (config) => ({ ...config, kind: 'nginx', sockets: [] })),
]

/** A unit that systemd starts again and again, and the words with which it ends each time. */
const endsWith = (...words: readonly string[]): readonly Change[] => [
  ...f.stopped(both, {
    activeState: 'activating',
    subState: 'auto-restart',
    result: 'exit-code',
    exitCode: 'exited',
    exitStatus: 1,
    restarts: 12,
  }),
  f.logged('*', ...words),
]

const faults: readonly Fault[] = [
  {
    name: 'a pool that is spent when the application starts, so that it ends',
    changes: endsWith(
      'org.apache.tomcat.jdbc.pool.PoolExhaustedException: [http-nio-8080-exec-7] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:100; busy:100; idle:0; lastwait:30000].',
    ),
    outcome: 'down',
    causes: ['db_connections_exhausted likely'],
    place: 'app1',
  },
  {
    name: 'a cache that lets the application in no more, so that it ends',
    changes: endsWith(
      'StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). There was an authentication failure; check that passwords (or client certificates) are configured correctly.',
    ),
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: redis,
  },
  {
    name: 'something that services.yml does not name, and that the application ends without',
    service: { dependencies: [] },
    changes: endsWith(
      'StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). There was an authentication failure; check that passwords (or client certificates) are configured correctly.',
    ),
    outcome: 'down',
    causes: ['dependency_failure likely'],
  },
  {
    name: 'words about others and about itself',
    changes: endsWith(
      'StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s).',
      "ModuleNotFoundError: No module named 'payments'",
    ),
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app1',
  },
  {
    name: 'a password that was rotated without telling the application',
    changes: [
      ...f.unhealthy(both),
      f.logged(
        '*',
        'WARNING shop: health: database: OperationalError: FATAL: password authentication failed for user "shop"',
      ),
    ],
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: db,
  },
  {
    name: 'a database without room on its own disk',
    changes: [
      f.edge(page(503)),
      f.logged('*', 'ERROR shop: /: DiskFull: could not extend file "base/16384/2619": No space left on device'),
    ],
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: db,
  },
  {
    name: 'a health answer that names its cache',
    changes: f.unhealthy(both, '{"database": "ok", "cache": "failed"}'),
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: redis,
  },
  {
    name: 'descriptors that we may not count, but the application misses',
    changes: [...f.unhealthy(both), f.logged('*', "OSError: [Errno 24] Too many open files: '/etc/hostname'")],
    outcome: 'down',
    causes: ['server_overload likely'],
    place: 'app1',
    title: /descriptors/,
  },
  {
    name: 'our own ask waits in the queue of the pooler, too',
    service: pooled,
    changes: [queueing(5), sees('database', '*', f.noAnswer), ...f.hanging(both)],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'pool orders/app',
  },
  {
    name: 'a queue in the pooler because the database behind it is gone',
    service: pooled,
    changes: [queueing(0), sees('database', '*', f.noAnswer), ...f.hanging(both)],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: pooled.database.label,
  },
  {
    name: 'a release that migrates on every host before it starts',
    changes: [
      ...f.stopped(both, { activeState: 'activating', subState: 'start-pre', stateChangedAt: ago(300) }),
      released,
    ],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
    place: 'app1',
  },
  {
    name: 'a start that hangs without a release',
    changes: f.stopped(both, { activeState: 'activating', subState: 'start', stateChangedAt: ago(300) }),
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    title: /hangs while starting/,
  },
  {
    name: 'a crash loop seen in the moment between two starts',
    changes: [
      ...f.stopped(both, { activeState: 'deactivating', result: 'exit-code', exitCode: 'exited', exitStatus: 3 }),
      released,
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a crash loop seen while the unit is active for a second',
    changes: [...f.stopped(both, { restarts: 2, mainStartedAt: ago(1) }), released],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    title: /crashes and restarts/,
  },
  {
    name: 'the proxy beside the application stopped',
    changes: [
      sees('units', 'app1', (units) => ({
        ...units,
        units: [...units.units, unit('nginx', { activeState: 'failed', result: 'exit-code' })],
      })),
      f.servers(f.refusedChecks, ['app1']),
      sees('port', 'lb1', f.failed('refused')),
    ],
    outcome: 'degraded',
    causes: ['app_not_started confirmed'],
    place: 'app1',
    title: /nginx, which takes its requests/,
  },
  {
    name: 'a health endpoint that is slower than the check',
    changes: [f.health('*', f.noAnswer), f.servers(f.checkTimeouts), f.edgeDown],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'app1',
  },
  {
    name: 'CPU so short that the hosts wait for everything in vain',
    changes: [
      ...f.hanging(both),
      sees('load', '*', (load) => ({ ...load, one: 60 })),
      sees('cpu', '*', (cpu) => ({ ...cpu, busy: 1 })),
      sees('dependency-redis', both, f.failed('timed-out')),
      sees('database', both, f.failed('timed-out')),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'both hosts gone',
    changes: [
      isUnreachable('app1', 'app2'),
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT' }),
      sees('port', 'lb1', f.failed('timed-out')),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['host_unreachable confirmed'],
    place: 'app2',
  },
  {
    name: 'a host that the balancer finds well, and only we cannot reach',
    changes: [isUnreachable('app1')],
    outcome: 'inconclusive',
    causes: [],
  },
  {
    name: 'a maintenance switch in nginx',
    service: { balancer: { host: 'lb1', unit: 'nginx' } },
    changes: [
      ...nginxBalancer.slice(0, 1),
      sees('balancer-config', 'lb1', (config) => ({
        ...config,
        kind: 'nginx',
        sockets: [],
        makes503: [{ file: '/etc/nginx/sites-enabled/default', line: 'return 503;' }],
      })),
      f.edge(nginx503()),
    ],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1',
  },
  {
    name: 'a maintenance switch in a file that we may not read, given away by a silent log',
    service: { balancer: { host: 'lb1', unit: 'nginx' } },
    changes: [...nginxBalancer, silentNginx, f.edge(nginx503())],
    outcome: 'down',
    causes: ['deployment_in_progress likely'],
    place: 'lb1',
  },
  {
    name: 'a limit in HAProxy that answers 503',
    changes: [
      f.edge(page(200), haproxy503(), haproxy503(), haproxy503()),
      sees('balancer-config', 'lb1', (config) => ({
        ...config,
        makes503: [
          {
            file: '/etc/haproxy/haproxy.cfg',
            line: 'http-request deny deny_status 503 if { sc_http_req_rate(0) gt 20 }',
          },
        ],
      })),
      sees('balancer-servers', 'lb1', (value) => ({
        ...value,
        frontends: value.frontends.map((each) => ({ ...each, deniedRequests: 812 })),
      })),
    ],
    outcome: 'degraded',
    causes: ['rate_limited confirmed'],
    place: 'haproxy on lb1',
  },
  {
    name: 'users get no connection, and the application is well',
    service: { balancer: { host: 'lb1', unit: 'nginx' } },
    changes: [...nginxBalancer, f.edge(f.failed('timed-out'))],
    outcome: 'down',
    causes: ['balancer_down likely'],
    place: 'lb1',
  },
  {
    name: 'only our own way to the public address is blocked',
    changes: [sees('edge', 'bot', (value) => ({ ...value, tries: [f.failed('timed-out')] }))],
    outcome: 'degraded',
    causes: ['balancer_down possible'],
  },
  {
    name: 'an application that says 503 for no reason we can see',
    changes: [f.edge(page(503))],
    outcome: 'down',
    causes: ['dependency_failure possible'],
  },
  {
    name: 'one host of two answers 503 for every other user',
    service: { balancer: { host: 'lb1', unit: 'nginx' } },
    changes: [
      ...nginxBalancer,
      f.edge(page(200), page(503), page(200), page(503)),
      ...f.stopped(['app1'], { activeState: 'failed', result: 'exit-code', exitStatus: 1 }),
    ],
    outcome: 'degraded',
    causes: ['app_not_started confirmed'],
    place: 'app1',
  },
  {
    name: 'a disk full on one host, and the other stopped by hand',
    changes: [
      ...f.unhealthy(['app1']).slice(0, 2),
      sees('disk', 'app1', (disk) => ({
        mounts: disk.mounts.map((mount) => ({ ...mount, used: 1, availableBytes: 0 })),
      })),
      ...f.stopped(['app2'], { activeState: 'inactive' }),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['server_overload confirmed', 'app_not_started confirmed'],
    place: 'app1',
  },
]

describe('diagnose()', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells each fault in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/words.txt')
  })

  it('stays healthy for a probe that nobody gave a group, and lists what to grant', () => {
    const denied = { reason: 'denied', detail: 'permission denied', fix: 'usermod -aG haproxy probe' } as const
    const service = serviceOf()
    const changes = [
      misses('balancer-servers', '*', denied),
      misses('journal', '*', denied),
      misses('oom', '*', denied),
      misses('workers', '*', denied),
    ]
    const { outcome, diagnosis } = diagnosed(service, readingsOf(service, changes))
    expect(outcome).toBe('healthy')
    expect(diagnosis.notLookedAt.map(({ what, fix }) => `${what}: ${fix}`)).toEqual([
      'balancer statistics of /run/haproxy/admin.sock, journal of haproxy, OOM kills, processes on lb1: usermod -aG haproxy probe',
      'journal of gunicorn, OOM kills, processes on app1, app2: usermod -aG haproxy probe',
    ])
  })
})
