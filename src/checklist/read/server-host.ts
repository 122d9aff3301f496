import { isIpAddress, isLoopback } from '../../lib/loopback.ts'
import type { BalancerServer } from '../../probe/balancer-servers.ts'
import type { View } from './view.ts'

type Named = Pick<BalancerServer, 'name'> & { readonly address?: string }

/** What a host's name resolves to on the balancer; empty where that was not seen. */
export type AddressesOf = (name: string) => readonly string[]

export interface ServersOf {
  readonly hosts: readonly string[]
  readonly balancer: string
  readonly addressesOf: AddressesOf
}

/**
 * Which of the service's hosts a balancer's server is: by its name, by the host in its address, by what the host's name
 * resolves to on the balancer, or because the balancer itself is the host that is meant. Undefined when unknown.
 */
export function hostFinder({ hosts, balancer, addressesOf }: ServersOf): (server: Named) => string | undefined {
  const named = new Set(hosts)
  const byAddress = new Map<string, string>()
  const byShortName = new Map<string, string>()
  for (const host of hosts.toReversed()) {
    for (const address of addressesOf(host)) byAddress.set(address, host)
    if (!isIpAddress(host)) byShortName.set(shortName(host), host)
  }
  const known = (name: string): string | undefined => (named.has(name) ? name : undefined)
  const short = (name: string): string | undefined => (isIpAddress(name) ? undefined : byShortName.get(shortName(name)))
  return (server) => {
    const address = withoutPort(server.address ?? '')
    const isHere = isLoopback(address) || address.startsWith('unix:') || address.startsWith('/')
    const here = isHere ? known(balancer) : undefined
    return (
      known(server.name) ?? known(address) ?? byAddress.get(address) ?? here ?? short(server.name) ?? short(address)
    )
  }
}

/** The same of all that a run saw. */
export function serverHost(view: Pick<View, 'service' | 'look'>, balancer: string, server: Named): string | undefined {
  return hostFinder({ hosts: view.service.hosts, balancer, addressesOf: addressesOn(view, balancer) })(server)
}

/** What names resolve to on a balancer, by all that a run saw. */
export function addressesOn(view: Pick<View, 'look'>, balancer: string): AddressesOf {
  return (name) => view.look('resolve', balancer, name)?.value.addresses ?? []
}

/** '10.0.0.11:8000' → '10.0.0.11'; '[::1]:80' → '::1'. */
export function withoutPort(address: string): string {
  const match = /^\[?([^\]]*?)\]?:(\d+)$/.exec(address)
  return match?.[1] ?? address
}

function shortName(name: string): string {
  return name.split('.')[0] ?? name
}
