import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { page, unit } from '../../../test/support/healthy-values.ts'
import {
  type Change,
  isUnreachable,
  misses,
  readingsOf,
  sees,
  serviceOf,
  takenFromBot,
} from '../../../test/support/readings.ts'
import { tellPlan } from '../../../test/support/tell-plan.ts'
import type { BalancerConfigValue } from '../../probe/balancer-config.ts'
import { readingKey } from '../../probe/reading.ts'
import type { Unit } from '../../probe/units.ts'
import type { Endpoint, Service } from '../../service/service.ts'
import { planFollowUps } from './plan-follow-ups.ts'

const config = (host: string, parts: Partial<BalancerConfigValue>) =>
  sees('balancer-config', host, (value) => ({ ...value, ...parts }))
const addresses = (...all: readonly string[]) => ({
  sockets: [],
  servers: all.map((address) => ({ group: 'g', address, flags: '' })),
})
const down = (...all: readonly (string | undefined)[]) =>
  sees('balancer-servers', 'lb1', (value) => ({
    ...value,
    servers: all.flatMap((address) =>
      value.servers.slice(0, 1).map(({ address: _address, ...each }) => ({
        ...each,
        status: 'DOWN 1/2',
        ...(address === undefined ? {} : { address }),
      })),
    ),
  }))
const units = (host: string, name: string, parts: Partial<Unit>) =>
  sees('units', host, (value) => ({ ...value, units: [...value.units, unit(name, parts)] }))
const endpoint = (kind: Endpoint['kind'], port: number): Endpoint => ({
  kind,
  host: 'x',
  port,
  label: `${kind}://x:${port}`,
  url: `${kind}://x:${port}`,
})
const refused = (code: string, host = 'app1') =>
  sees('database', host, { kind: 'refused-by-database', code, message: '', afterMs: 1 })
const { balancer: _balancer, ...unbalanced } = serviceOf()
const { url: _url, ...unpublished } = serviceOf()
const { health: _health, ...portOnly } = serviceOf()
const { database: _database, ...baseless } = serviceOf()
const dependent = serviceOf({
  dependencies: [endpoint('http', 1), endpoint('tcp', 2), endpoint('postgres', 3), endpoint('tcp', 4)],
})
const pooled = serviceOf({ database: { ...endpoint('postgres', 6432), url: '', label: 'postgres://p@x:6432/y' } })
const ill = f.health('app1', page(503))
const many = Array.from({ length: 20 }, (_, index) => `10.0.1.${index + 10}:80`)
const failed = { activeState: 'failed' }

interface Case {
  readonly name: string
  readonly changes: readonly Change[]
  readonly service?: Service
  /** Asked from the bot in its place. */
  readonly unforwarded?: string
}

const cases: readonly Case[] = [
  { name: 'all is well', changes: [] },
  {
    name: 'the configuration was not seen',
    changes: [misses('balancer-config', 'lb1', { reason: 'denied', detail: '' })],
  },
  { name: 'two sockets', changes: [config('lb1', { sockets: ['/a', '/b'] })] },
  { name: 'a socket on the network', changes: [config('lb1', { sockets: ['ipv4@*:9999', '/a'] })] },
  {
    name: 'a balancer beside the application that runs',
    changes: [config('app1', { isRunning: true, sockets: ['/a'] })],
  },
  {
    name: 'a balancer beside the application that does not',
    changes: [config('app1', { isRunning: false, sockets: ['/a'] })],
  },
  { name: 'a balancer beside the application that may run', changes: [config('app1', { sockets: ['/a'] })] },
  { name: 'servers down', changes: [down('10.0.0.12:80', '10.0.0.11:80', '10.0.0.12:80', undefined)] },
  { name: 'many servers down', changes: [down(...many)] },
  { name: 'no opinion', changes: [misses('balancer-servers', 'lb1', { reason: 'denied', detail: '' })] },
  {
    name: 'no socket',
    changes: [
      config(
        'lb1',
        addresses(
          '10.0.0.11:80',
          'app-1.x_y:8080',
          '[fd00::1]:65535',
          'h:65536',
          'h:0',
          'h',
          'unix@/x:80',
          '[::1]',
          'a b:80',
        ),
      ),
    ],
  },
  {
    name: 'no socket of a balancer beside the application',
    changes: [config('app1', { ...addresses('10.0.0.11:80'), isRunning: true })],
  },
  { name: 'a failed proxy', changes: [units('app1', 'nginx', failed)] },
  { name: 'a proxy that starts', changes: [units('app1', 'varnish', { activeState: 'activating' })] },
  { name: 'a proxy that runs', changes: [units('app1', 'nginx', {})] },
  {
    name: 'a failed proxy that is not there',
    changes: [units('app1', 'nginx', { ...failed, loadState: 'not-found' })],
  },
  { name: 'another failed unit', changes: [units('app1', 'cron', failed)] },
  { name: 'a failed balancer', changes: [units('lb1', 'haproxy', failed)] },
  {
    name: 'a failed proxy that is the application',
    changes: [units('app1', 'nginx', failed)],
    service: serviceOf({ unit: 'nginx' }),
  },
  {
    name: 'a failed proxy that is the application, named with its ending',
    changes: [units('app1', 'nginx', failed)],
    service: serviceOf({ unit: 'nginx.service' }),
  },
  { name: 'a failed proxy without a balancer', changes: [units('app1', 'haproxy', failed)], service: unbalanced },
  { name: 'a pooler’s error', changes: [refused('08P01')] },
  { name: 'another error', changes: [refused('53300')] },
  { name: 'a pooler’s error to the second host', changes: [refused('08P01', 'app2')] },
  { name: 'a pooler’s port, from a stored service', changes: [], service: pooled },
  { name: 'a pooler’s port without hosts', changes: [], service: { ...pooled, hosts: [] } },
  {
    name: 'a pooler’s port in no URL',
    changes: [],
    service: serviceOf({ database: { ...endpoint('postgres', 6432), url: '', label: 'x' } }),
  },
  { name: 'no database', changes: [], service: baseless },
  { name: 'users get errors', changes: [f.edgeDown] },
  { name: 'users get errors now and then', changes: [f.edge(page(200), page(503))] },
  { name: 'users get errors without a balancer', changes: [f.edgeDown], service: unbalanced },
  { name: 'an ill endpoint', changes: [ill] },
  {
    name: 'an ill endpoint now and then',
    changes: [sees('health', 'app1', (value) => ({ ...value, tries: [page(200), page(503)] }))],
  },
  { name: 'an ill endpoint, asked from here', changes: [ill], unforwarded: 'app1' },
  { name: 'an ill endpoint of a service without a page', changes: [ill], service: unpublished },
  { name: 'an ill endpoint that is the page', changes: [ill], service: serviceOf({ health: 'http://shop.example/' }) },
  {
    name: 'an ill endpoint at the path of the page',
    changes: [ill],
    service: serviceOf({ health: 'http://127.0.0.1:8000/' }),
  },
  {
    name: 'an ill endpoint, and a page with a path',
    changes: [ill],
    service: serviceOf({ url: 'https://shop.example/a?b=c' }),
  },
  { name: 'an ill endpoint, and a page that is no URL', changes: [ill], service: serviceOf({ url: 'shop' }) },
  { name: 'an ill endpoint that is no URL', changes: [ill], service: serviceOf({ health: 'health' }) },
  { name: 'an ill port', changes: [sees('port', 'app1', f.failed('refused'))], service: portOnly },
  {
    name: 'failing dependencies',
    changes: [
      sees('dependency-http', 'app1', (value) => ({ ...value, tries: [f.noAnswer, page(500)] })),
      sees('dependency-tcp', 'app2', f.failed('refused')),
      sees('dependency-postgres', 'app1', f.failed('tls')),
    ],
    service: dependent,
  },
  {
    name: 'one of two dependencies of a kind that fails',
    changes: [
      ({ subject, host }) =>
        subject === 'tcp://x:4' && host === 'app1' ? { kind: 'seen', value: f.failed('refused') } : undefined,
    ],
    service: dependent,
  },
  {
    name: 'a dependency that answers in the end',
    changes: [sees('dependency-http', 'app1', (value) => ({ ...value, tries: [f.noAnswer, page(404)] }))],
    service: dependent,
  },
  {
    name: 'a dependency that refuses',
    changes: [
      sees('dependency-postgres', 'app1', { kind: 'refused-by-database', code: '53300', message: '', afterMs: 1 }),
    ],
    service: dependent,
  },
  {
    name: 'a dependency that fails from here only',
    changes: [sees('dependency-tcp', 'bot', f.failed('refused'))],
    service: { ...dependent, hosts: [] },
  },
  {
    name: 'an ill endpoint that is asked in a way of its own',
    changes: [ill],
    service: serviceOf({
      requests: {
        health: {
          socket: '/run/app.sock',
          method: 'HEAD',
          headers: [{ name: 'Host', value: 'shop.example', isSecret: false }],
          expect: { status: [[204, 204]] },
        },
      },
    }),
  },
  {
    name: 'a failing page that is asked in a way of its own',
    changes: [f.edgeDown],
    service: serviceOf({ requests: { url: { headers: [{ name: 'X-Key', value: 'hidden', isSecret: true }] } } }),
  },
  {
    name: 'a page whose certificate nobody here vouches for',
    changes: [f.edge(f.failed('tls', { phase: 'tls', detail: 'x (SELF_SIGNED_CERT_IN_CHAIN)' }))],
  },
  {
    name: 'a failing dependency on a socket of the hosts',
    changes: [sees('dependency-http', '*', (value) => ({ ...value, tries: [page(500)] }))],
    service: { ...dependent, dependencies: [{ ...endpoint('http', 1), request: { socket: '/run/x.sock' } }] },
  },
  { name: 'everything is unreachable', changes: [isUnreachable('app1', 'app2', 'lb1')] },
]

function followed({ changes, service = serviceOf(), unforwarded = '' }: Case): readonly string[] {
  const readings = readingsOf(service, changes).map((each) => (each.host === unforwarded ? takenFromBot(each) : each))
  return tellPlan(planFollowUps(service, readings))
}

describe('planFollowUps()', () => {
  it('follows up', async () => {
    const usual = followed({ name: '', changes: [] })
    const told = cases.map((each) => {
      const lines = each.changes.length === 0 ? followed(each) : followed(each).filter((line) => !usual.includes(line))
      return [`== ${each.name}`, ...lines, ''].join('\n')
    })
    await expect(told.join('\n')).toMatchFileSnapshot('fixtures/follow-ups.txt')
  })

  it('waits for every socket’s opinion before it tries servers', () => {
    const service = serviceOf()
    const unasked = readingsOf(service, [misses('balancer-servers', 'lb1', { reason: 'denied', detail: '' })]).filter(
      ({ probe }) => probe !== 'balancer-servers',
    )
    expect(planFollowUps(service, unasked).map(readingKey)).toEqual(['balancer-servers@lb1#/run/haproxy/admin.sock'])
  })
})
