import type { BalancerServer } from '../../probe/balancer-servers.ts'
import { type OwnPart, ownPartOf } from './own-part.ts'
import { addressesOn } from './server-host.ts'
import type { Look, View } from './view.ts'

/** The part of a balancer that belongs to the service, by all that a run saw. */
export function ownPart(view: Pick<View, 'service' | 'look' | 'looks'>, balancer: string): OwnPart {
  return ownPartOf({
    service: view.service,
    balancer,
    config: view.look('balancer-config', balancer)?.value,
    statistics: view.looks('balancer-servers').flatMap(({ host, value }) => (host === balancer ? value.servers : [])),
    addressesOf: addressesOn(view, balancer),
  })
}

/**
 * The servers that belong to the service; all of them where nothing tells which do. Other services behind the same balancer
 * are none of our business.
 */
export function relevantServers(
  view: Pick<View, 'service' | 'look' | 'looks'>,
  look: Pick<Look<'balancer-servers'>, 'host' | 'value'>,
): readonly BalancerServer[] {
  const own = look.value.servers.filter(ownPart(view, look.host).hasServer)
  return own.length > 0 ? own : look.value.servers
}
