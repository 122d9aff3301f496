import type { Service } from '../service/service.ts'

/** Hosts of the service and of its balancer, each once, in the order of the configuration. */
export function hostsOf(service: Service): readonly string[] {
  return [...new Set(service.balancer ? [...service.hosts, service.balancer.host] : service.hosts)]
}
