import type { Service } from './service.ts'

/** Hosts of the service and of its balancer, each once, in the order of the configuration. */
export function hostsOf(service: Service): readonly string[] {
  return [...new Set(service.balancer ? [...service.hosts, service.balancer.host] : service.hosts)]
}

/** 'both hosts', 'all 400 hosts'. */
export function allHosts(count: number): string {
  return count === 2 ? 'both hosts' : `all ${count} hosts`
}

/** The service with the hosts that were not asked for: of a part, nothing can be said that holds for all. */
export function wholeService(service: Service, otherHosts: readonly string[] = []): Service {
  return otherHosts.length === 0 ? service : { ...service, hosts: [...service.hosts, ...otherHosts] }
}
