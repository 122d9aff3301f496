import { expect, it } from 'vitest'
import { unit } from '../../../test/support/healthy-values.ts'
import { serviceOf } from '../../../test/support/readings.ts'
import type { Service } from '../../service/service.ts'
import type { UnitRole } from '../process-facts.ts'
import { bareUnitName, unitRole } from './unit-role.ts'

const usual = serviceOf()
const both = serviceOf({ balancer: { host: 'app1', unit: 'haproxy.service' } })
const unnamed = serviceOf({ balancer: { host: 'lb1' } })
const { unit: _unit, ...unitless } = serviceOf()
const { balancer: _balancer, ...unbalanced } = serviceOf({ unit: 'gunicorn.service' })

const cases: readonly (readonly [service: Service, host: string, name: string, role: UnitRole])[] = [
  [usual, 'app1', 'gunicorn', 'app'],
  [usual, 'app1', 'nginx', 'local-proxy'],
  [usual, 'app1', 'haproxy', 'local-proxy'],
  [usual, 'lb1', 'haproxy', 'balancer'],
  [usual, 'lb1', 'gunicorn', 'local-proxy'],
  [usual, 'lb1', 'nginx', 'local-proxy'],
  [usual, 'db1', 'haproxy', 'local-proxy'],
  [both, 'app1', 'gunicorn', 'app'],
  [both, 'app1', 'haproxy', 'balancer'],
  [both, 'app2', 'haproxy', 'local-proxy'],
  [unnamed, 'lb1', 'haproxy', 'local-proxy'],
  [unitless, 'app1', 'gunicorn', 'local-proxy'],
  [unbalanced, 'app1', 'gunicorn', 'app'],
  [unbalanced, 'lb1', 'haproxy', 'local-proxy'],
]

it.each(cases)('unitRole() of a service on %s, %s, %s', (service, host, name, role) => {
  expect(unitRole(service, host, unit(name))).toBe(role)
})

it('bareUnitName() drops the ending of services only', () => {
  expect(['a.service', 'a.socket', 'a', 'a.service.d'].map(bareUnitName)).toEqual(['a', 'a.socket', 'a', 'a.service.d'])
})
