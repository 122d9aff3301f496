import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { unit } from '../../../test/support/healthy-values.ts'
import type { Change } from '../../../test/support/readings.ts'
import { readingsOf, sees, serviceOf } from '../../../test/support/readings.ts'
import { readingKey } from '../../probe/reading.ts'
import type { Endpoint, Service } from '../../service/service.ts'
import { planChecklist } from './plan-checklist.ts'
import { planFollowUps } from './plan-follow-ups.ts'

const endpoint = (kind: Endpoint['kind'], host: string, port: number): Endpoint => ({
  kind,
  host,
  port,
  label: `${kind}://${host}:${port}`,
  url: `${kind}://${host}:${port}`,
})

function planned(service: Service): readonly string[] {
  return planChecklist(service).map((each) => `${each.step} ${readingKey(each)}${each.isEssential ? ' !' : ''}`)
}

function followed(changes: readonly Change[]): readonly string[] {
  const service = serviceOf()
  return planFollowUps(service, readingsOf(service, changes)).map((each) => `${each.step} ${readingKey(each)}`)
}

describe('planChecklist()', () => {
  it('plans everything for a service with everything', async () => {
    await expect(planned(serviceOf()).join('\n')).toMatchFileSnapshot('fixtures/plan.txt')
  })

  it('plans nothing for a service with nothing, and only asks for one without hosts', () => {
    const {
      unit: _unit,
      port: _port,
      health: _health,
      balancer: _balancer,
      deploy: _deploy,
      database: _database,
      ...bare
    } = serviceOf({ hosts: [], dependencies: [] })
    expect(planned(bare)).toEqual(['edge edge@bot#http://shop.example/ !'])
    const { url: _url, ...none } = bare
    expect(planned(none)).toEqual([])
    expect(planned({ ...none, dependencies: [endpoint('tcp', 'mq1', 5672)], port: 80 })).toEqual([
      'dependencies dependency-tcp@bot#tcp://mq1:5672 !',
    ])
  })

  it('asks the port where there is no health endpoint', () => {
    const { health: _health, ...service } = serviceOf()
    expect(planned(service)).toContain('health port@app1#127.0.0.1:8000 !')
    expect(planned(serviceOf()).join()).not.toContain('port@app1')
  })

  it('asks the listeners who runs where there is no unit', () => {
    const { unit: _unit, ...service } = serviceOf()
    expect(planned(service)).toContain('process listeners@app1# !')
    expect(planned(service)).toContain('process units@app1#')
    expect(planned(service).join()).not.toContain('journal@app1')
  })

  it('logs in to the database from two hosts, and only connects from the others', () => {
    const keys = planned(serviceOf({ hosts: ['a', 'b', 'c'] })).filter((key) => key.startsWith('database d'))
    expect(keys.filter((key) => key.includes(' database@'))).toHaveLength(2)
    expect(keys.filter((key) => key.includes(' dependency-tcp@'))).toHaveLength(3)
  })

  it('plans a host once that is both application and balancer', () => {
    const keys = planned(serviceOf({ balancer: { host: 'app1', unit: 'haproxy' } }))
    expect(keys.filter((key) => key.includes('load@app1'))).toHaveLength(1)
    expect(keys).toContain('process journal@app1#haproxy')
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('asks each kind of dependency in its own way, and resolves names but no addresses', () => {
    const dependencies = [
      endpoint('http', 'pay', 80),
      endpoint('postgres', 'db9', 5432),
      endpoint('tcp', '10.0.0.9', 1),
      endpoint('redis', 'localhost', 6379),
    ]
    const keys = planned(serviceOf({ hosts: ['a'], dependencies })).filter(
      (key) => key.includes('@a#') && key.startsWith('dependencies'),
    )
    expect(keys).toEqual([
      'dependencies resolve@a#pay',
      'dependencies resolve@a#db9',
      'dependencies dependency-http@a#http://pay:80 !',
      'dependencies dependency-postgres@a#postgres://db9:5432 !',
      'dependencies dependency-tcp@a#tcp://10.0.0.9:1 !',
      'dependencies dependency-redis@a#redis://localhost:6379 !',
    ])
  })

  it('shares the sections of a fleet, so that 400 hosts cost the text of one', () => {
    const plan = planChecklist(serviceOf({ hosts: ['app1', 'app2'], unit: 'web' }))
    const sectionsOn = (name: string) =>
      plan.flatMap(({ host, how }) => (host === name && how.kind === 'section' ? [how.section] : []))
    const [one, two] = [sectionsOn('app1'), sectionsOn('app2')]
    expect(one.length).toBeGreaterThan(10)
    expect(one.every((section, index) => section === two[index])).toBe(true)
  })

  it('shows no password in what it says it runs', () => {
    const text = planChecklist(
      serviceOf({
        database: {
          kind: 'postgres',
          host: 'db1',
          port: 5432,
          label: 'postgres://p@db1/x',
          url: 'postgres://p:hunter2@db1/x',
        },
      }),
    )
    expect(text.map((each) => each.source).join()).not.toContain('hunter2')
  })

  it('plans from a stored service, whose URLs are labels', () => {
    const database: Endpoint = { kind: 'postgres', host: 'db1', port: 6432, label: 'postgres://p@db1:6432/x', url: '' }
    const service = serviceOf({ database })
    expect(() => planFollowUps(service, readingsOf(service))).not.toThrow()
  })
})

const cases: readonly (readonly [name: string, changes: readonly Change[], planned: readonly string[]])[] = [
  ['nothing but the socket when all is well', [], ['health balancer-servers@lb1#/run/haproxy/admin.sock']],
  [
    'servers one by one when the socket is closed to us',
    [(each) => (each.probe === 'balancer-servers' ? { kind: 'unseen', reason: 'denied', detail: '' } : undefined)],
    [
      'health balancer-servers@lb1#/run/haproxy/admin.sock',
      'health port@lb1#10.0.0.11:8000',
      'health port@lb1#10.0.0.12:8000',
    ],
  ],
  [
    'the way to a server that is down',
    [f.servers(f.refusedChecks, ['app2'])],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock', 'health port@lb1#10.0.0.12:8000'],
  ],
  [
    'the URL on the balancer itself',
    [f.edgeDown],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock', 'edge edge@lb1#http://shop.example/'],
  ],
  [
    'the application itself',
    [f.health('app1', f.noAnswer)],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock', 'health edge@app1#http://127.0.0.1:8000/'],
  ],
  [
    'a dependency from here',
    [sees('dependency-redis', 'app1', f.failed('refused'))],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock', 'dependencies dependency-redis@bot#redis://cache1:6379'],
  ],
  [
    'the last words of a proxy that failed',
    [
      sees('units', 'app1', (value) => ({
        ...value,
        units: [...value.units, unit('nginx', { activeState: 'failed' }), unit('caddy', { activeState: 'inactive' })],
      })),
    ],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock', 'process journal@app1#nginx'],
  ],
  [
    'the pooler when a pooler refused',
    [sees('database', 'app1', { kind: 'refused-by-database', code: '08P01', message: '', afterMs: 1 })],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock', 'database pooler@app1#postgres://probe@db1:5432/orders'],
  ],
  [
    'no socket on the network, and no server without an address',
    [
      sees('balancer-config', 'lb1', (value) => ({
        ...value,
        sockets: ['ipv4@*:9999'],
        servers: [
          { group: 'g', address: 'unix@/x', flags: '' },
          { group: 'g', address: '[::1]:80', flags: '' },
          { group: 'g', address: 'h:0', flags: '' },
        ],
      })),
    ],
    ['health port@lb1#[::1]:80'],
  ],
  [
    'servers of its own for no proxy beside the application',
    [
      sees('balancer-config', 'app1', (value) => ({
        ...value,
        kind: 'nginx',
        servers: [{ group: 'g', address: '127.0.0.1:8000', flags: '' }],
      })),
    ],
    ['health balancer-servers@lb1#/run/haproxy/admin.sock'],
  ],
]

describe('planFollowUps()', () => {
  it.each(cases)('looks at %s', (_name, changes, wanted) => {
    expect(followed(changes)).toEqual(wanted)
  })
})
