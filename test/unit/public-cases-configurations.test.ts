import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FindingId } from '../../src/checklist/finding-ids.ts'
import type { BalancerConfigValue } from '../../src/probe/balancer-config.ts'
import { parseBalancerServersAnswer } from '../../src/probe/balancer-servers.ts'
import { configParsers } from '../support/config-facts.ts'
import { type Diagnosed, diagnosed } from '../support/diagnosed.ts'
import { failed } from '../support/faults.ts'
import { type Change, readingsOf, sees, serviceOf } from '../support/readings.ts'

const read = (file: string): string =>
  readFileSync(new URL(`../fixtures/public-cases/${file}`, import.meta.url), 'utf8')

interface Right {
  /** 'group address flags'. */
  readonly servers?: readonly string[]
  readonly makes503?: readonly string[]
  readonly healthPaths?: readonly string[]
}

const cases: readonly (readonly [keyof typeof configParsers, string, Right])[] = [
  ['nginx', 'brace-below.nginx.conf', { servers: ['app 10.0.0.11:8000', 'app 10.0.0.12:8000 backup'] }],
  ['nginx', 'quoted-pass.nginx.conf', { servers: ['proxy_pass 10.0.0.80:8080'] }],
  ['nginx', 'variable-pass.nginx.conf', { servers: ['proxy_pass 10.0.0.60:9000'] }],
  ['nginx', 'masked-502.nginx.conf', { makes503: ['error_page 502 504 =503 /busy.html'] }],
  ['nginx', 'limit-status-scope.nginx.conf', { makes503: ['limit_req zone=b'] }],
  ['nginx', 'scgi.nginx.conf', { servers: ['scgi_pass localhost:4000'] }],
  ['haproxy', 'two-blanks.haproxy.cfg', { healthPaths: ['/alive'] }],
  ['haproxy', 'comment-behind.haproxy.cfg', { servers: ['shop 10.0.0.11:8000 check'] }],
  ['haproxy', 'log-backend.haproxy.cfg', { servers: ['shop 10.0.0.11:8000 check'] }],
  ['haproxy', 'default-server.haproxy.cfg', { servers: ['shop app1.internal:443 check inter 3s ssl verify required'] }],
  ['apache', 'rewrite-p.apache.conf', { servers: ['RewriteRule 10.0.0.40:8080'] }],
  ['apache', 'ws.apache.conf', { servers: ['ProxyPass localhost:8989'] }],
  ['apache', 'lower-case.apache.conf', { servers: ['shop 10.0.0.11:8000'] }],
  ['apache', 'rewrite-ws.apache.conf', { servers: ['RewriteRule 127.0.0.1:8501'] }],
  ['varnish', 'brace-below.vcl', { servers: ['web1 10.0.0.11:8080', 'web2 10.0.0.12:8080 max_connections 50'] }],
  ['varnish', 'host-with-port.vcl', { servers: ['a app.internal:8180'] }],
  ['varnish', 'probe-request.vcl', { healthPaths: ['/up'] }],
]

function factsOf(kind: keyof typeof configParsers, file: string) {
  return configParsers[kind]([{ file: `/etc/${file}`, lines: read(file).split('\n') }])
}

/** What is found of a service behind a balancer that is configured so, if it has no socket to ask and none of its servers answers. */
function findingsOf(kind: keyof typeof configParsers, file: string): Diagnosed['findings'] {
  const service = serviceOf({ hosts: [] })
  const value: BalancerConfigValue = { kind, isRunning: true, ...factsOf(kind, file), sockets: [] }
  const dead: Change = ({ probe, host }) =>
    probe === 'port' && host === 'lb1' ? { kind: 'seen', value: failed('refused') } : undefined
  return diagnosed(service, readingsOf(service, [sees('balancer-config', 'lb1', value), dead])).findings
}

/** Of all that is said, what a case names. */
function only(right: Right, said: Required<Right>): Right {
  return Object.fromEntries(Object.entries(said).filter(([key]) => key in right))
}

const tried = (address: string): string => `lb1 cannot connect to ${address}: connection refused`

describe('configurations that people published', () => {
  it.each(cases)('%s: %s says what is right', (kind, file, right) => {
    const { servers, makes503, healthPaths } = factsOf(kind, file)
    const said = {
      servers: servers.map(({ group, address, flags }) => [group, address, flags].filter(Boolean).join(' ')),
      makes503: makes503.map(({ line }) => line),
      healthPaths,
    }
    expect(only(right, said)).toEqual(right)
  })

  it.each(cases)('%s: %s is told right in a report', (kind, file, right) => {
    const findings = findingsOf(kind, file)
    const texts = (id: FindingId): readonly string[] =>
      findings.filter((each) => each.id === id).map(({ text }) => text)
    const recognised = findings.find((finding) => finding.id === 'balancer-recognised')
    const said = {
      servers: texts('balancer-cannot-connect'),
      makes503: texts('config-makes-503'),
      healthPaths: [String(recognised?.facts.healthPath)],
    }
    const wanted = {
      servers: right.servers?.map((server) => tried(server.split(' ')[1] ?? '')) ?? [],
      makes503: right.makes503?.map((line) => `/etc/${file} on lb1 has: ${line}`) ?? [],
      healthPaths: right.healthPaths ?? [],
    }
    expect(only(right, said)).toEqual(only(right, wanted))
  })
})

describe('statistics with a bad row', () => {
  it('show the servers of the others', () => {
    expect(parseBalancerServersAnswer({ kind: 'unix', text: read('bad-row.stat.csv') })).toMatchObject({
      kind: 'seen',
      value: { servers: [{ backend: 'shop', name: 'app1', status: 'UP' }], rowsLeftOut: 1 },
    })
  })

  it('say so in a report', () => {
    const parsed = parseBalancerServersAnswer({ kind: 'unix', text: read('bad-row.stat.csv') })
    const service = serviceOf()
    const seen: Change = ({ probe }) => (probe === 'balancer-servers' ? parsed : undefined)
    const { findings, outcome } = diagnosed(service, readingsOf(service, [seen]))
    expect(outcome).toBe('healthy')
    expect(findings.filter(({ id }) => id === 'server-up' || id === 'statistics-incomplete')).toMatchObject([
      { text: 'lb1: shop/app1 is UP' },
      { text: '1 row of the statistics on lb1 has no name or no status and was left out', weight: 'info' },
    ])
  })
})
