import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page, unit } from '../../test/support/healthy-values.ts'
import { ago, type Change, isDark, sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const stamp = '2026/03/02 09:59:50'
const asNginx = { balancer: { host: 'lb1', unit: 'nginx' } }

const nginxLog = (hosts: string | readonly string[], ...messages: readonly string[]): Change =>
  sees('proxy-log', hosts, {
    program: 'nginx',
    path: '/var/log/nginx/error.log',
    lines: messages.map((message) => `${stamp} ${message}`),
  })

const nginxBalances = (flags: string): readonly Change[] => [
  sees('units', 'lb1', { units: [unit('nginx')], otherFailed: [] }),
  sees('balancer-config', 'lb1', (config) => ({
    ...config,
    kind: 'nginx',
    sockets: [],
    servers: config.servers.map((server) => ({ ...server, flags })),
  })),
]

const nginx502 = (): ReturnType<typeof page> =>
  page(502, {
    statusText: 'Bad Gateway',
    headers: [['Server', 'nginx']],
    body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
  })

const resets = { status: 'DOWN', checkStatus: 'SOCKERR', checkDetail: 'Connection reset by peer', checkCode: 0 }
const noConnection = '[alert] 7#7: 768 worker_connections are not enough'
const noUpstream = '[error] 7#7: *9 no live upstreams while connecting to upstream, client: 10.0.0.9'
const limiting = '[error] 7#7: *1 limiting requests, excess: 5.1 by zone "one", client: 10.0.0.5'
const noSpace = 'OSError: [Errno 28] No space left on device'

/** The health endpoint fails on both hosts and users are turned away, while pages asked on the hosts are fine. */
const checkFails = f.unhealthy(both).filter((_, index) => index !== 1)

const wholeFrontend = (sessions: number): Change =>
  sees('balancer-servers', '*', (healthy) => ({
    ...healthy,
    frontends: healthy.frontends.map((each) => ({ ...each, sessions, limit: 30 })),
  }))

const portsSpent: readonly Change[] = [
  sees('kernel-limits', both, (limits) => ({ ...limits, localPorts: { first: 40_000, last: 40_039 } })),
  sees('connections', both, (seen) => ({
    ...seen,
    peers: [{ address: '10.0.0.31', port: 6379, state: 'ESTAB', count: 40 }],
  })),
]

const faults: readonly Fault[] = [
  {
    name: 'a proxy on each host without a connection left',
    changes: [f.servers(resets), f.edgeDown, nginxLog(both, noConnection)],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /nginx on app1, app2 has no connections left/,
  },
  {
    name: 'a proxy that lacked connections a while ago, and everybody is served',
    changes: [nginxLog(both, noConnection)],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a proxy whose connections wait for an application that hangs',
    changes: [...f.hanging(both), nginxLog(both, noConnection)],
    outcome: 'down',
    causes: ['server_overload likely'],
    title: /accepts connections but does not answer/,
  },
  {
    name: 'a balancer at its maxconn',
    changes: [wholeFrontend(30), f.edge(f.failed('timed-out'))],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'lb1',
    title: /haproxy on lb1 has no connections left/,
  },
  {
    name: 'a balancer at its maxconn that serves everybody still',
    changes: [wholeFrontend(30)],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a balancer at its maxconn because nothing behind it answers',
    changes: [wholeFrontend(30), ...f.hanging(both)],
    outcome: 'down',
    causes: ['server_overload likely'],
    place: 'app1',
  },
  {
    name: 'requests that queue for whichever server is free first',
    changes: [
      sees('balancer-servers', '*', (healthy) => ({
        ...healthy,
        servers: healthy.servers.map((each) => ({ ...each, sessions: 1, sessionLimit: 1, queue: 0 })),
        backends: healthy.backends.map((each) => ({ ...each, queue: 20 })),
      })),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
  },
  {
    name: 'nginx that leaves out servers which are well again',
    service: asNginx,
    changes: [...nginxBalances('max_fails=1 fail_timeout=600s'), f.edge(nginx502()), nginxLog('lb1', noUpstream)],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'lb1',
    title: /leaves its servers out/,
  },
  {
    name: 'nginx that leaves out servers which are gone',
    service: asNginx,
    changes: [
      ...nginxBalances('max_fails=1'),
      ...f.stopped(both, { activeState: 'inactive', subState: 'dead' }),
      f.edge(nginx502()),
      nginxLog('lb1', noUpstream),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a limit on each host that counts the balancer as one client',
    changes: [f.servers(f.checks503), f.edgeDown, nginxLog(both, limiting)],
    outcome: 'down',
    causes: ['rate_limited confirmed'],
    place: 'nginx on app2',
    title: /The balancer’s own checks are refused/,
  },
  {
    name: 'the same on one host of two',
    changes: [f.servers(f.checks503, ['app1']), nginxLog('app1', limiting)],
    outcome: 'degraded',
    causes: ['rate_limited confirmed'],
    place: 'nginx on app1',
  },
  {
    name: 'a maintenance page of HAProxy that does not look like HAProxy',
    changes: [
      f.edge(page(503, { body: 'back at noon' })),
      sees('balancer-config', 'lb1', (config) => ({
        ...config,
        makes503: [{ file: '/etc/haproxy/haproxy.cfg', line: 'http-request return status 503 string "back at noon"' }],
      })),
    ],
    outcome: 'down',
    causes: ['deployment_in_progress likely'],
    place: 'lb1',
  },
  {
    name: 'the same, and HAProxy logs that a rule sent it',
    changes: [
      f.edge(page(503, { body: 'back at noon' })),
      sees('balancer-config', 'lb1', (config) => ({
        ...config,
        makes503: [{ file: '/etc/haproxy/haproxy.cfg', line: 'http-request return status 503 string "back at noon"' }],
      })),
      f.logged(
        'lb1',
        '10.0.0.1:5 [02/Mar/2026:09:59:50.1] www www/<NOSRV> 0/-1/-1/-1/0 503 101 - - LR-- 1/1/0/0/0 0/0',
      ),
    ],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1',
  },
  {
    name: 'a proxy beside the application that is stopped on every host',
    changes: [
      f.servers(f.refusedChecks),
      f.edgeDown,
      sees('units', both, (healthy) => ({
        ...healthy,
        units: [...healthy.units, unit('nginx', { activeState: 'inactive', subState: 'dead', inactiveSince: ago(60) })],
      })),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app2',
    title: /nginx, which takes its requests, is not running on app1, app2/,
  },
  {
    name: 'a disk that no figure shows, told by the application whose pages do without it',
    changes: [...checkFails, f.logged(both, `health: ${noSpace}`)],
    outcome: 'down',
    causes: ['server_overload likely'],
    place: 'app1',
    title: /The disk is full on app1, app2, as the application says/,
  },
  {
    name: 'a file system that takes no writes',
    changes: [...checkFails, f.logged(both, 'health: OSError: [Errno 30] Read-only file system')],
    outcome: 'down',
    causes: ['server_overload likely'],
    title: /A file system is read-only/,
  },
  {
    name: 'workers killed for their time, one host silent and one cut off',
    changes: [
      ...f.hanging(both),
      f.health('app1', f.failed('closed', { phase: 'answer' })),
      f.logged(both, '[2026-03-02 09:59:50 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)'),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'a CPU quota that is felt on two hosts',
    changes: [...f.hanging(both), sees('cpu', both, (cpu) => ({ ...cpu, throttledInSample: 4 }))],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
    title: /CPU quota on app1, app2/,
  },
  {
    name: 'hosts without a local port towards a dependency that others reach',
    changes: [
      ...portsSpent,
      sees('dependency-redis', both, f.failed('refused')),
      ...f.unhealthy(both, '{"redis":"down"}'),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /All local ports are in use/,
  },
  {
    name: 'the same towards a dependency that nobody reaches',
    changes: [
      ...portsSpent,
      sees('dependency-redis', ['bot', ...both], f.failed('refused')),
      ...f.unhealthy(both, '{"redis":"down"}'),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed', 'dependency_failure confirmed'],
  },
  {
    name: 'a dependency that answers later than the application waits',
    changes: [
      sees('dependency-redis', both, (answer) => ({ ...answer, latencyMs: 4000 })),
      ...checkFails,
      f.logged(both, 'health: payments: TimeoutError: timed out'),
    ],
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: 'redis://cache1:6379',
    title: /more slowly than the application waits/,
  },
  {
    name: 'a slow dependency that the application does not speak of',
    changes: [sees('dependency-redis', both, (answer) => ({ ...answer, latencyMs: 4000 })), ...checkFails],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
  },
  {
    name: 'a slow dependency on hosts that have no turns to spare',
    changes: [
      sees('dependency-redis', both, (answer) => ({ ...answer, latencyMs: 4000 })),
      sees('load', both, (load) => ({ ...load, one: 60 })),
      sees('cpu', both, (cpu) => ({ ...cpu, busy: 1 })),
      ...checkFails,
      f.logged(both, 'health: payments: TimeoutError: timed out'),
    ],
    outcome: 'down',
    causes: ['health_check_failing likely', 'server_overload possible'],
  },
  {
    name: 'a host that takes no SSH, and nothing behind its proxy as the balancer sees it',
    changes: [isDark('app2'), f.servers({ ...f.checks503, checkCode: 502, checkDetail: 'Bad Gateway' }, ['app2'])],
    outcome: 'degraded',
    causes: ['app_not_started likely'],
    place: 'app2',
    title: /behind the proxy on app2, which cannot be looked at/,
  },
  {
    name: 'a server that somebody set aside, while the other serves',
    changes: [f.servers({ status: 'MAINT', checkStatus: '' }, ['app2'])],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a server that was set aside for work on it, while the other serves',
    changes: [f.servers({ status: 'MAINT', checkStatus: '' }, ['app2']), f.health('app2', page(500))],
    outcome: 'degraded',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1: web/app2',
  },
]

describe('diagnose() where something refuses', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells each in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/refusals.txt')
  })
})
