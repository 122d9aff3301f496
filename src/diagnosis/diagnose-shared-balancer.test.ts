import { describe, expect, it } from 'vitest'
import { diagnosed, type Fault, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import { server } from '../../test/support/healthy-values.ts'
import { type Change, readingsOf, sees, serviceOf } from '../../test/support/readings.ts'
import { parseApacheConfig } from '../probe/apache-config.ts'
import type { BalancerConfigValue } from '../probe/balancer-config.ts'
import { parseHaproxyConfig } from '../probe/haproxy-config.ts'
import { parseNginxConfig } from '../probe/nginx-config.ts'
import { parseVarnishConfig } from '../probe/varnish-config.ts'

const texts = {
  nginx: `upstream shop { server 10.0.0.11:8000; server 10.0.0.12:8000; }
upstream blog { server 10.0.0.90:80; }
server { listen 80; server_name shop.example; location / { proxy_pass http://shop; } }
server { listen 80; server_name blog.example; location / { limit_req zone=a; proxy_pass http://blog; } location /x { proxy_pass http://10.0.0.91:80; } }`,
  apache: `<Proxy balancer://shop>
BalancerMember http://10.0.0.11:8000
BalancerMember http://10.0.0.12:8000
</Proxy>
<VirtualHost *:80>
ServerName shop.example
ProxyPass / balancer://shop/
</VirtualHost>
<VirtualHost *:80>
ServerName blog.example
ProxyPass / http://10.0.0.90:80/
Redirect 503 /closed
</VirtualHost>`,
  varnish: `backend s1 { .host = "10.0.0.11"; .port = "8000"; }
backend s2 { .host = "10.0.0.12"; .port = "8000"; }
backend blog { .host = "10.0.0.90"; }
sub vcl_init { new shop = directors.round_robin(); shop.add_backend(s1); shop.add_backend(s2); }
sub vcl_recv { if (req.http.host == "blog.example") { set req.backend_hint = blog; } else { set req.backend_hint = shop.backend(); } }`,
  haproxy: `frontend f
  acl is_shop hdr(host) -i shop.example
  use_backend web if is_shop
  use_backend blog if { hdr(host) -i blog.example }
backend web
  server app1 10.0.0.11:8000 check
  server app2 10.0.0.12:8000 check
backend blog
  server b1 10.0.0.90:80 check`,
}
const parsers = {
  nginx: parseNginxConfig,
  apache: parseApacheConfig,
  varnish: parseVarnishConfig,
  haproxy: parseHaproxyConfig,
}

function configured(kind: keyof typeof texts, parts: Partial<BalancerConfigValue> = {}): Change {
  const facts = parsers[kind]([{ file: '/etc/x.conf', lines: texts[kind].split('\n') }])
  const sockets = kind === 'haproxy' ? ['/run/haproxy/admin.sock'] : []
  return sees('balancer-config', 'lb1', { kind, isRunning: true, ...facts, sockets, ...parts })
}

/** Nothing listens at these addresses, or nothing comes back from them. */
function dead(failure: 'refused' | 'timed-out', ...addresses: readonly string[]): Change {
  return (observation) => {
    if (observation.probe !== 'port' || !addresses.includes(observation.subject)) return undefined
    return { kind: 'seen', value: { kind: 'failed', failure, detail: failure, afterMs: 5, phase: 'connect' } }
  }
}

const blogDown = server('b1', '10.0.0.90:80', {
  backend: 'blog',
  status: 'DOWN',
  checkStatus: 'L4TOUT',
  checkDetail: 'timeout',
  checkCode: 0,
})
const blogIsDown: Change = sees('balancer-servers', 'lb1', (value) => ({
  ...value,
  servers: [...value.servers, blogDown],
  backends: [...value.backends, { name: 'blog', status: 'DOWN', activeServers: 0, queue: 0, sessions: 0, http5xx: 9 }],
}))
const noName = { url: 'http://198.51.100.7/' }
const others = ['10.0.0.90:80', '10.0.0.91:80'] as const
const allKinds = ['nginx', 'apache', 'varnish', 'haproxy'] as const

const faults: readonly Fault[] = [
  ...allKinds.map((kind) => ({
    name: `a dead server of another name, behind ${kind}`,
    changes: [configured(kind), dead('timed-out', ...others), ...(kind === 'haproxy' ? [blogIsDown] : [])],
    outcome: 'healthy' as const,
    causes: [],
  })),
  ...allKinds.map((kind) => ({
    name: `a dead server of another name, behind ${kind}, told by the addresses of the hosts alone`,
    service: noName,
    changes: [configured(kind), dead('refused', ...others), ...(kind === 'haproxy' ? [blogIsDown] : [])],
    outcome: 'healthy' as const,
    causes: [],
  })),
  ...(['nginx', 'apache', 'varnish'] as const).map((kind) => ({
    name: `the same server as a part of the service, behind ${kind}`,
    service: { url: 'http://blog.example/', hosts: ['blog1'], port: 80, health: 'http://127.0.0.1:80/' },
    changes: [
      configured(kind),
      sees('resolve', 'lb1', (value: { readonly name: string }) => ({
        ...value,
        addresses: ['10.0.0.90'],
        durationMs: 1,
      })),
      dead('timed-out', '10.0.0.90:80'),
    ],
    outcome: 'degraded' as const,
    causes: ['health_check_failing confirmed'],
    title: /: lb1 cannot connect to blog1, whose own health is fine: the way between them is blocked$/,
  })),
  {
    name: 'the same server as a part of the service, behind haproxy',
    service: { url: 'http://blog.example/', hosts: ['blog1'], port: 80, health: 'http://127.0.0.1:80/' },
    changes: [
      configured('haproxy'),
      sees('resolve', 'lb1', (value) => ({ ...value, addresses: ['10.0.0.90'] })),
      blogIsDown,
      dead('timed-out', '10.0.0.90:80'),
    ],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    title: /: lb1 cannot connect to blog1, whose own health is fine: the way between them is blocked$/,
  },
  {
    name: 'a server that is refused is not blocked',
    changes: [configured('nginx'), dead('refused', '10.0.0.12:8000')],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    title: /: lb1 is refused by app2, whose own health is fine: nothing listens for others at 10\.0\.0\.12:8000$/,
  },
  {
    name: 'the part that services.yml names, although the name in the URL leads elsewhere',
    service: { balancer: { host: 'lb1', backend: 'blog' }, hosts: [], ...onlyEdge() },
    changes: [configured('nginx'), dead('timed-out', '10.0.0.90:80')],
    outcome: 'degraded',
    causes: ['host_unreachable likely'],
    title: /: lb1 gets no connection to 10\.0\.0\.90:80, which could not be matched with a host of the service$/,
  },
  {
    name: 'the name that services.yml says, behind HAProxy',
    service: { balancer: { host: 'lb1', serverName: 'blog.example' }, hosts: [], ...onlyEdge() },
    changes: [configured('haproxy'), blogIsDown],
    outcome: 'degraded',
    causes: ['host_unreachable likely'],
    place: 'lb1: blog/b1',
  },
  {
    name: 'a director of Varnish by its name',
    service: { balancer: { host: 'lb1', backend: 'shop' }, hosts: [], ...onlyEdge() },
    changes: [configured('varnish'), dead('refused', '10.0.0.90:80')],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a spare of the own backend that no host of the service is',
    changes: [
      sees('balancer-servers', 'lb1', (value) => ({
        ...value,
        servers: [
          ...value.servers,
          server('spare', '10.0.0.77:8000', {
            status: 'DOWN',
            checkStatus: 'L4CON',
            checkDetail: 'Connection refused',
            checkCode: 0,
          }),
        ],
      })),
      dead('refused', '10.0.0.77:8000'),
    ],
    outcome: 'degraded',
    causes: ['app_not_started likely'],
    title: /: lb1 is refused by spare, which could not be matched with a host of the service$/,
  },
  {
    name: 'where nothing tells what belongs to it, all does',
    service: noName,
    changes: [
      configured('nginx'),
      sees('resolve', 'lb1', (value) => ({ ...value, addresses: ['192.0.2.1'] })),
      dead('timed-out', '10.0.0.90:80'),
    ],
    outcome: 'degraded',
    causes: ['host_unreachable likely'],
  },
]

/** Nothing but users and the balancer. */
function onlyEdge(): object {
  return {
    unit: undefined,
    port: undefined,
    health: undefined,
    deploy: undefined,
    database: undefined,
    dependencies: [],
  }
}

describe('a balancer that serves others, too', () => {
  it.each(faults)('$name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  const findingsOf = (service: Parameters<typeof serviceOf>[0], changes: readonly Change[]) => {
    const full = serviceOf(service)
    return diagnosed(full, readingsOf(full, changes)).findings
  }

  it('says of the others no more than a remark', () => {
    const findings = findingsOf({}, [configured('haproxy'), blogIsDown])
    expect(findings.filter(({ text }) => text.includes('/b1') || text.includes('blog'))).toMatchObject([
      { id: 'servers-of-others-down', weight: 'info', text: 'servers of other services on lb1 are DOWN: blog/b1' },
    ])
  })

  it('says which parts there are where services.yml names none of them, and judges all', () => {
    const findings = findingsOf({ balancer: { host: 'lb1', backend: 'shpo' } }, [configured('nginx')])
    expect(findings.find(({ id }) => id === 'balancer-part-missing')).toMatchObject({
      weight: 'warn',
      text: 'lb1 has no backend shpo, which services.yml names; it has shop, blog, 10.0.0.91:80',
    })
  })

  it.each([
    ['nginx', 'limit_req zone=a'],
    ['apache', 'Redirect 503 /closed'],
  ] as const)('counts a line of %s that makes a 503 for the names it is for', (kind, line) => {
    const linesFor = (url: string): readonly unknown[] =>
      findingsOf({ url }, [configured(kind)])
        .filter((finding) => finding.id === 'config-makes-503')
        .filter(({ place }) => place === 'lb1')
        .map(({ facts }) => facts.line)
    expect([linesFor('http://shop.example/'), linesFor('http://blog.example/')]).toEqual([[], [line]])
  })

  it('counts the servers that belong to it', () => {
    const texts = allKinds.map(
      (kind) => findingsOf({}, [configured(kind)]).find(({ id }) => id === 'balancer-recognised')?.text,
    )
    expect(texts).toEqual(allKinds.map((kind) => `${kind} balances on lb1 over 2 servers`))
  })
})
