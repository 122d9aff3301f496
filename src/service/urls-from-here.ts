import { isLoopbackUrl } from '../lib/loopback.ts'
import { localHost, type Service } from './service.ts'

/**
 * The URLs of a service that may be fetched from the machine that runs 503: a loopback address belongs to the hosts, unless
 * this machine is one of them or it is what users are told to hit.
 */
export function urlsFromHere({
  url,
  health,
  hosts,
  dependencies,
}: Pick<Service, 'url' | 'health' | 'hosts' | 'dependencies'>): readonly string[] {
  const others = [health, ...dependencies.map((dependency) => dependency.url)].filter((entry) => entry !== undefined)
  const isHere = hosts.includes(localHost)
  return [...(url === undefined ? [] : [url]), ...others.filter((entry) => isHere || !isLoopbackUrl(entry))]
}
