import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page, unit } from '../../test/support/healthy-values.ts'
import { ago, type Change, misses, sees } from '../../test/support/readings.ts'

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

const wholeFrontend = (sessions: number): Change =>
  sees('balancer-servers', '*', (healthy) => ({
    ...healthy,
    frontends: healthy.frontends.map((each) => ({ ...each, sessions, limit: 30 })),
  }))

const pay = 'http://pay1:8080/healthz'
const withPay = {
  dependencies: [{ kind: 'http', label: pay, url: pay, host: 'pay1', port: 8080 }],
} as unknown as NonNullable<Fault['service']>
const lookUpInVain = { reason: 'timed-out', detail: 'no end within 6.0 s' } as const

const faults: readonly Fault[] = [
  {
    name: 'a name server that says nothing',
    changes: [
      ...f.hanging(both),
      misses('resolve', both, lookUpInVain),
      sees('dependency-redis', both, f.failed('timed-out', { phase: 'connect' })),
      sees('dependency-tcp', both, f.failed('timed-out', { phase: 'connect' })),
      sees('database', both, f.failed('timed-out', { phase: 'connect' })),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: 'redis://cache1:6379',
    title: /2 names do not resolve on app1, app2: cache1, db1/,
  },
  {
    name: 'a dependency that lost the address everybody uses',
    service: withPay,
    changes: [...f.unhealthy(both), sees('dependency-http', both, { url: pay, tries: [page(404)] })],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: pay,
  },
  {
    name: 'a dependency whose address answers 404 and always did',
    service: withPay,
    changes: [sees('dependency-http', both, { url: pay, tries: [page(404)] })],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a name server that is too slow for us and for nobody else',
    changes: [misses('resolve', both, lookUpInVain)],
    outcome: 'healthy',
    causes: [],
  },
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
    name: 'a page of the application that says it is under maintenance',
    changes: [f.edge(page(503, { body: '<h1>The shop is under maintenance</h1> Back at noon.' }))],
    outcome: 'down',
    causes: ['deployment_in_progress likely'],
    place: 'app1',
    title: /says that it is in maintenance/,
  },
  {
    name: 'the same page put up because no server is left',
    changes: [
      f.edge(page(503, { body: '<h1>The shop is under maintenance</h1> Back at noon.' })),
      ...f.stopped(both, { activeState: 'inactive', subState: 'dead' }).slice(0, -1),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
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
