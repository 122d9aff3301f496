import type { BalancerServer } from '../probe/balancer-servers.ts'
import type { Look, View } from './view.ts'

type Named = Pick<BalancerServer, 'name'> & { readonly address?: string }

/**
 * Which of the service's hosts a balancer's server is: by its name, by the host in its address, or by what the host's
 * name resolves to on the balancer. With one host and one server there is nothing to confuse. Undefined when unknown.
 */
export function serverHost(view: Pick<View, 'service' | 'look'>, balancer: string, server: Named): string | undefined {
  const { hosts } = view.service
  const address = withoutPort(server.address ?? '')
  return (
    hosts.find((host) => host === server.name || host === address) ??
    hosts.find((host) => view.look('resolve', balancer, host)?.value.addresses.includes(address)) ??
    hosts.find((host) => shortName(host) === shortName(server.name))
  )
}

/** '10.0.0.11:8000' → '10.0.0.11'; '[::1]:80' → '::1'. */
export function withoutPort(address: string): string {
  const match = /^\[?([^\]]*?)\]?:(\d+)$/.exec(address)
  return match?.[1] ?? address
}

/**
 * The servers that belong to the service: those of the backends with one of its hosts in them; all of them where no
 * host can be told apart. Other services behind the same balancer are none of our business.
 */
export function relevantServers(
  view: Pick<View, 'service' | 'look'>,
  look: Pick<Look<'balancer-servers'>, 'host' | 'value'>,
): readonly BalancerServer[] {
  const known = look.value.servers.filter((server) => serverHost(view, look.host, server) !== undefined)
  if (known.length === 0) return look.value.servers
  const backends = new Set(known.map((server) => server.backend))
  return look.value.servers.filter((server) => backends.has(server.backend))
}

function shortName(name: string): string {
  return name.split('.')[0] ?? name
}
