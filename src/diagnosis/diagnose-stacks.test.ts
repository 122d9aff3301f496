import { describe, expect, it } from 'vitest'
import { type Fault, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page, unit } from '../../test/support/healthy-values.ts'
import { type Change, isUnreachable, misses, sees } from '../../test/support/readings.ts'
import type { BalancerConfigValue } from '../probe/balancer-config.ts'

const both = ['app1', 'app2']
/** Nothing but users and the hosts: no balancer, no port, no health endpoint. */
const plain = (parts: object = {}): Fault['service'] =>
  ({
    balancer: undefined,
    health: undefined,
    port: undefined,
    hosts: ['app1'],
    ...parts,
  }) as unknown as Fault['service']
const apachePage = page(503, {
  statusText: 'Service Unavailable',
  headers: [['Server', 'Apache/2.4.65 (Debian)']],
  body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>503 Service Unavailable</title>\n</head><body>\n<h1>Service Unavailable</h1>\n<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.</p>\n<hr>\n<address>Apache/2.4.65 (Debian) Server at shop.example Port 80</address>\n</body></html>\n',
})
const nginxPage = page(502, {
  statusText: 'Bad Gateway',
  headers: [['Server', 'nginx/1.22.1']],
  body: '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n',
})
const varnishPage = page(503, {
  statusText: 'Backend fetch failed',
  headers: [
    ['Server', 'Varnish'],
    ['X-Varnish', '98351'],
    ['Via', '1.1 varnish (Varnish/7.1)'],
  ],
  body: '<!DOCTYPE html>\n<html>\n  <head>\n    <title>503 Backend fetch failed</title>\n  </head>\n  <body>\n    <h1>Error 503 Backend fetch failed</h1>\n    <p>Backend fetch failed</p>\n    <h3>Guru Meditation:</h3>\n    <p>XID: 98352</p>\n    <hr>\n    <p>Varnish cache server</p>\n  </body>\n</html>\n',
})
const nginxSays = (text: string): Change =>
  sees('proxy-log', 'app1', {
    program: 'nginx',
    path: '/var/log/nginx/error.log',
    lines: [`2026/03/02 09:59:58 [crit] 9#9: *1 ${text}`],
  })
const balances = (kind: BalancerConfigValue['kind'], parts: Partial<BalancerConfigValue> = {}): Change =>
  sees('balancer-config', 'lb1', (value) => ({ ...value, kind, sockets: [], healthPaths: [], ...parts }))
const allInError = 'AH01170: balancer://shop: All workers are in error state'
const apacheSays: Change = sees('proxy-log', 'lb1', {
  program: 'apache',
  path: '/var/log/apache2/error.log',
  lines: [`[Mon Mar 02 09:59:58.000000 2026] [proxy_balancer:error] [pid 1] [client 10.0.0.9:1] ${allInError}`],
})
const apacheLog = (host: string): Change =>
  sees('proxy-log', host, { program: 'apache', path: '/var/log/apache2/error.log', lines: [] })
const refused = f.edge(f.failed('refused'))
const knock = (port: number): Change =>
  sees('listeners', 'app1', { sockets: [{ address: '0.0.0.0', port, queued: 0, backlog: 128 }] })

const faults: readonly Fault[] = [
  {
    name: 'a healthy service behind Apache, which has no socket to ask',
    changes: [balances('apache')],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a healthy service behind a balancer of no known kind',
    changes: [misses('balancer-config', 'lb1', { reason: 'not-found', detail: 'nothing known was found' })],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'members that Apache holds in error after they are well again',
    changes: [f.edge(apachePage), balances('apache'), apacheSays],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'lb1',
    title: /Apache on lb1 leaves its servers out .* \(retry\)/,
  },
  {
    name: 'an Apache that is installed on a host and does not run, with an empty log',
    changes: [
      f.edge(apachePage),
      balances('apache'),
      apacheSays,
      apacheLog('app1'),
      sees('units', 'app1', (value) => ({
        ...value,
        units: [...value.units, unit('apache2', { activeState: 'inactive' })],
      })),
    ],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'lb1',
  },
  {
    name: 'Varnish that marks well servers unhealthy by the wrong path',
    service: { health: undefined } as unknown as Fault['service'],
    changes: [f.edge(varnishPage), balances('varnish', { healthPaths: ['/healthz'] })],
    outcome: 'down',
    causes: ['health_check_failing likely'],
    place: 'lb1',
    title: /all backends marked unhealthy by its check of \/healthz/,
  },
  {
    name: 'Varnish whose servers have a limit of their own',
    service: { health: undefined } as unknown as Fault['service'],
    changes: [
      f.edge(varnishPage),
      balances('varnish', {
        healthPaths: ['/healthz'],
        servers: [{ group: 'a', address: '10.0.0.11:8000', flags: 'max_connections 1' }],
      }),
    ],
    outcome: 'down',
    causes: ['health_check_failing possible'],
  },
  {
    name: 'a host that is dead behind a balancer that cannot be asked',
    changes: [
      isUnreachable('app1'),
      balances('apache'),
      sees('port', 'lb1', (value, { subject }) => (subject.startsWith('10.0.0.11') ? f.failed('timed-out') : value)),
    ],
    outcome: 'degraded',
    causes: ['host_unreachable confirmed'],
    place: 'app1',
  },
  {
    name: 'nginx that looks for the application on another socket',
    service: plain(),
    changes: [
      f.edge(nginxPage),
      nginxSays('connect() to unix:/run/old.sock failed (2: No such file or directory) while connecting to upstream'),
    ],
    outcome: 'down',
    causes: ['app_not_started likely'],
    place: 'app1',
    title: /nginx on app1 does not reach the application/,
  },
  {
    name: 'a full accept queue of a unix socket, as nginx tells it',
    service: plain(),
    changes: [
      f.edge(nginxPage),
      nginxSays(
        'connect() to unix:/run/php.sock failed (11: Resource temporarily unavailable) while connecting to upstream',
      ),
    ],
    outcome: 'down',
    causes: ['server_overload likely'],
    place: 'app1',
  },
  {
    name: 'the same words in the log while users are served',
    service: plain(),
    changes: [
      nginxSays(
        'connect() to unix:/run/php.sock failed (11: Resource temporarily unavailable) while connecting to upstream',
      ),
    ],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a single host that does not listen where users knock',
    service: plain({ unit: undefined }),
    changes: [refused, knock(22)],
    outcome: 'down',
    causes: ['app_not_started likely'],
    place: 'app1',
    title: /Nothing listens on app1 on port 80/,
  },
  {
    name: 'a single host that listens where users knock, and is dropped on the way',
    service: plain({ unit: undefined }),
    changes: [f.edge(f.failed('timed-out')), knock(80)],
    outcome: 'down',
    causes: ['balancer_down likely'],
  },
  {
    name: 'a health check behind the same maintenance page as users',
    service: plain({ health: 'http://127.0.0.1/health/' }),
    changes: [
      f.edge(page(503, { body: '<h1>Back soon</h1>' })),
      f.health(['app1'], page(503, { body: '<h1>Back soon</h1>' })),
      sees('edge', 'app1', (value) => ({ ...value, tries: [page(503, { body: '<h1>Back soon</h1>' })] })),
      sees('balancer-config', 'app1', (value) => ({
        ...value,
        kind: 'nginx',
        makes503: [{ file: '/etc/nginx/x', line: 'return 503' }],
      })),
    ],
    outcome: 'down',
    causes: ['deployment_in_progress likely'],
    place: 'app1',
  },
  {
    name: 'a dependency that services.yml does not name, and the application does',
    service: { dependencies: [], database: undefined, health: undefined } as unknown as Fault['service'],
    changes: [
      f.edgeDown,
      f.servers(f.checks503),
      f.logged(both, 'health: cache: ConnectionError: Error 111 connecting to cache9:6379. Connection refused.'),
    ],
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: 'cache9:6379',
  },
]

describe('diagnose() of other stacks', () => {
  it.each(faults.map((fault) => [fault.name, fault] as const))('names the cause of: %s', (_name, fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })
})
