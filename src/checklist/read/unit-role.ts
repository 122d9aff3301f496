import type { Unit } from '../../probe/units.ts'
import type { Service } from '../../service/service.ts'
import type { UnitRole } from '../process-facts.ts'

/** Programs that commonly pass requests on; looked at by name where the configuration names none. */
export const proxyUnits = ['haproxy', 'nginx', 'apache2', 'httpd', 'caddy', 'varnish'] as const

/** What a unit is to the service on this host. */
export function unitRole(service: Service, host: string, unit: Unit): UnitRole {
  const name = bareUnitName(unit.name)
  const balancer = service.balancer
  if (service.hosts.includes(host) && service.unit !== undefined && bareUnitName(service.unit) === name) return 'app'
  if (balancer?.host !== host) return 'local-proxy'
  if (balancer.unit === undefined) return 'local-proxy'
  return bareUnitName(balancer.unit) === name ? 'balancer' : 'local-proxy'
}

/** 'gunicorn.service' → 'gunicorn'; other kinds of unit keep their ending. */
export function bareUnitName(name: string): string {
  return name.endsWith('.service') ? name.slice(0, -'.service'.length) : name
}
