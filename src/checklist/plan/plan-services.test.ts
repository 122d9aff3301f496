import { describe, expect, it } from 'vitest'
import { serviceOf } from '../../../test/support/readings.ts'
import { tellPlan } from '../../../test/support/tell-plan.ts'
import type { Endpoint, Service } from '../../service/service.ts'
import { planChecklist } from './plan-checklist.ts'

const endpoint = (kind: Endpoint['kind'], host: string, port: number): Endpoint => ({
  kind,
  host,
  port,
  label: `${kind}://${host}:${port}`,
  url: `${kind}://u:secret@${host}:${port}`,
})
const bare: Service = { name: 'bare', hosts: ['app1'], dependencies: [], limits: serviceOf().limits }
const kinds = [
  endpoint('http', 'pay', 80),
  endpoint('postgres', 'db9', 5432),
  endpoint('tcp', '10.0.0.9', 1),
  endpoint('redis', 'localhost', 6379),
  endpoint('redis', '::1', 6379),
]
const stored = kinds.map((each) => ({ ...each, url: '' }))

const services: readonly (readonly [name: string, service: Service])[] = [
  ['everything', serviceOf()],
  ['a host and nothing else', bare],
  ['a port', { ...bare, port: 80 }],
  ['a unit', { ...bare, unit: 'web' }],
  ['a unit and a port', { ...bare, unit: 'web.service', port: 80 }],
  ['a proxy as its unit', { ...bare, unit: 'nginx' }],
  ['a balancer of no known unit', { ...bare, unit: 'web', balancer: { host: 'lb1' } }],
  ['a balancer on its host', { ...bare, unit: 'web', balancer: { host: 'app1', unit: 'haproxy' } }],
  ['a proxy as its unit, named with its ending', { ...bare, unit: 'nginx.service' }],
  [
    'a balancer on the second of its hosts',
    { ...bare, hosts: ['app1', 'app2', 'app3'], balancer: { host: 'app2', unit: 'haproxy' } },
  ],
  ['a balancer on its host in its unit', { ...bare, unit: 'web', balancer: { host: 'app1', unit: 'web' } }],
  [
    'a balancer of addresses',
    { ...bare, hosts: ['10.0.0.1', 'localhost', 'app1'], balancer: { host: 'lb1', unit: 'h' } },
  ],
  [
    'an address without hosts',
    { ...bare, hosts: [], health: 'http://h/', port: 80, database: endpoint('postgres', 'db1', 1) },
  ],
  ['dependencies', { ...bare, dependencies: kinds }],
  ['dependencies as they are stored', { ...bare, dependencies: stored }],
  [
    'dependencies on the host of the database',
    {
      ...bare,
      database: endpoint('postgres', 'db1', 1),
      dependencies: [endpoint('redis', 'db1', 2), endpoint('tcp', 'db1', 3)],
    },
  ],
  ['a database of three hosts', { ...bare, hosts: ['a', 'b', 'c'], database: endpoint('postgres', 'db1', 1) }],
]

/** What every host has is told once. */
function withoutCommon(service: Service, index: number): readonly string[] {
  const common = new Set(tellPlan(planChecklist(bare)))
  return tellPlan(planChecklist(service)).filter((line) => index < 2 || !common.has(line))
}

describe('planChecklist()', () => {
  it('plans for each kind of service', async () => {
    const told = services.flatMap(([name, service], index) => [`== ${name}`, ...withoutCommon(service, index), ''])
    await expect(told.join('\n')).toMatchFileSnapshot('fixtures/plans.txt')
  })

  it('resolves at most 32 hosts on a balancer', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `app${index}`)
    const plan = planChecklist(serviceOf({ hosts }))
    expect(plan.filter(({ probe, host }) => probe === 'resolve' && host === 'lb1')).toHaveLength(32)
  })
})
