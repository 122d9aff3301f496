import { describe, expect, it } from 'vitest'
import { server } from '../../../test/support/healthy-values.ts'
import { readingsOf, runAt, sees, serviceOf } from '../../../test/support/readings.ts'
import type { BalancerServersValue } from '../../probe/balancer-servers.ts'
import { planRun } from '../plan/plan-run.ts'
import { relevantServers } from './relevant-servers.ts'
import { serverHost, withoutPort } from './server-host.ts'
import { viewOf } from './view.ts'

function viewWith(hosts: readonly string[]) {
  const service = serviceOf({ hosts })
  const addresses = { app1: ['10.0.0.11', 'fd00::11'], 'app2.example': ['10.0.0.12'], app3: [] as string[] }
  const resolved = sees('resolve', 'lb1', (value) => ({
    ...value,
    addresses: addresses[value.name as keyof typeof addresses] ?? [],
  }))
  return viewOf({ service, plan: planRun(service, readingsOf(service, [resolved])), at: runAt })
}

const hosts = ['app1', 'app2.example', 'app3', '10.0.0.14']
const cases: readonly (readonly [name: string, address: string | undefined, host: string | undefined])[] = [
  ['app1', undefined, 'app1'],
  ['app2.example', undefined, 'app2.example'],
  ['app2', undefined, 'app2.example'],
  ['app2.other', undefined, 'app2.example'],
  ['s1', 'app1:8000', 'app1'],
  ['s1', '10.0.0.11:8000', 'app1'],
  ['s1', '[fd00::11]:8000', 'app1'],
  ['s1', '10.0.0.14:8000', '10.0.0.14'],
  ['s1', '10.0.0.99:8000', undefined],
  ['s1', ':8000', undefined],
  ['s1', undefined, undefined],
  ['', undefined, undefined],
  ['app3', '10.0.0.11:8000', 'app3'],
  ['app2', '10.0.0.11:8000', 'app1'],
]

describe('serverHost()', () => {
  it.each(cases)('of %s at %s', (name, address, host) => {
    expect(serverHost(viewWith(hosts), 'lb1', { name, ...(address === undefined ? {} : { address }) })).toBe(host)
  })

  it('resolves names where the balancer is, and nowhere else', () => {
    expect(serverHost(viewWith(hosts), 'lb2', { name: 's1', address: '10.0.0.11:8000' })).toBe(undefined)
  })
})

it('withoutPort() leaves the host of an address', () => {
  const addresses = ['10.0.0.11:8000', '[::1]:80', 'app1:80', 'app1', 'unix@/run/x', '::1:80', 'app1:']
  expect(addresses.map(withoutPort)).toEqual(['10.0.0.11', '::1', 'app1', 'app1', 'unix@/run/x', '::1', 'app1:'])
})

describe('relevantServers()', () => {
  const value = (servers: BalancerServersValue['servers']) => ({ servers, backends: [], frontends: [] })
  const own = server('app1', '10.0.0.11:8000')
  const beside = server('spare', '10.0.0.77:8000')
  const others = server('shop', '10.0.0.88:8000', { backend: 'others' })

  it('are those of every backend with one of the hosts', () => {
    const view = viewWith(hosts)
    expect(relevantServers(view, { host: 'lb1', value: value([own, beside, others]) })).toEqual([own, beside])
  })

  it('are all where no host can be told apart', () => {
    const view = viewOf({ service: serviceOf({ hosts }), plan: planRun(serviceOf({ hosts }), []), at: runAt })
    expect(relevantServers(view, { host: 'lb1', value: value([beside, others]) })).toEqual([beside, others])
  })
})
