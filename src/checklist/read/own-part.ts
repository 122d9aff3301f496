import { isIpAddress } from '../../lib/loopback.ts'
import { matchesPattern } from '../../lib/matches-pattern.ts'
import type { BalancerConfigValue } from '../../probe/balancer-config.ts'
import type { BalancerServer } from '../../probe/balancer-servers.ts'
import type { ConfigRoute, MakingLine } from '../../probe/config-text.ts'
import type { Service } from '../../service/service.ts'
import { type AddressesOf, hostFinder } from './server-host.ts'

/** What belongs to a service of all that a balancer serves. */
export interface OwnPart {
  /** A server of the balancer's statistics. */
  readonly hasServer: (server: Pick<BalancerServer, 'backend' | 'address'>) => boolean
  /** A server of its configuration. */
  readonly hasAddress: (server: BalancerConfigValue['servers'][number]) => boolean
  /** A line of its configuration that makes a 503. */
  readonly hasLine: (line: MakingLine) => boolean
  /** What services.yml names and the balancer does not have, and the names that it has. */
  readonly missing?: {
    readonly key: 'backend' | 'server_name'
    readonly wanted: string
    readonly existing: readonly string[]
  }
}

export interface OwnPartOf {
  readonly service: Service
  readonly balancer: string
  readonly config: BalancerConfigValue | undefined
  readonly statistics: readonly BalancerServer[]
  /** What names resolve to on the balancer. */
  readonly addressesOf: AddressesOf
}

/**
 * By `balancer.backend` or `balancer.server_name` of services.yml; otherwise by what the name in the service's URL and the
 * addresses of its hosts lead to: where both tell, by what both do. Where nothing tells, everything belongs to it.
 */
export function ownPartOf(of: OwnPartOf): OwnPart {
  const { units, missing, isNamed, matches } = choose(of)
  const owns = (...names: readonly string[]): boolean => units === undefined || names.some((name) => units.has(name))
  return {
    hasServer: ({ backend, address = '' }) => owns(backend, address),
    hasAddress: (server) => owns(unitOf(server), server.address),
    hasLine: ({ within }) => {
      if (within === undefined || (units === undefined && !isNamed)) return true
      if (within.names.length > 0 && isNamed && matches(within)) return true
      return within.leadsTo.length === 0 ? !isNamed : owns(...within.leadsTo)
    },
    ...(missing === undefined ? {} : { missing }),
  }
}

interface Chosen {
  /** Backends by name, servers without one by address; undefined for all. */
  readonly units: ReadonlySet<string> | undefined
  /** The configuration has a route of the service's own name. */
  readonly isNamed: boolean
  readonly matches: (route: ConfigRoute) => boolean
  readonly missing?: OwnPart['missing']
}

function choose(of: OwnPartOf): Chosen {
  const { service, balancer, config } = of
  const declared = service.balancer?.host === balancer ? service.balancer : undefined
  const name = (declared?.serverName ?? hostNameOf(service.url)).toLowerCase()
  const routes = config?.routes ?? []
  const named = bestRoutes(routes, name, config?.kind)
  const matches = (route: ConfigRoute): boolean => named.includes(route)
  const all = unitsIn(of)
  const rest = { isNamed: named.length > 0, matches }
  if (declared?.backend !== undefined) {
    const units = unitsCalled(declared.backend, all, routes)
    if (units.size > 0) return { ...rest, units }
    const existing = [...all.keys(), ...routes.flatMap(({ called = '' }) => (called === '' ? [] : [called]))]
    return {
      ...byNameAndHosts(of, all, named),
      ...rest,
      missing: { key: 'backend', wanted: declared.backend, existing },
    }
  }
  const chosen = { ...byNameAndHosts(of, all, named), ...rest }
  if (declared?.serverName === undefined || named.length > 0 || config === undefined) return chosen
  const existing = routes.flatMap(({ names }) => names.filter((each) => each !== '_' && each !== '*'))
  return { ...chosen, missing: { key: 'server_name', wanted: declared.serverName, existing } }
}

type Units = ReadonlyMap<string, readonly { readonly address: string; readonly name: string }[]>

function unitsIn({ config, statistics }: OwnPartOf): Units {
  const listed = (config?.servers ?? []).map((server) => ({
    unit: unitOf(server),
    address: server.address,
    // Varnish calls a backend of one server by a name, as HAProxy calls a server.
    name: config?.kind === 'varnish' ? server.group : '',
  }))
  const seen = statistics.map(({ backend, name, address = '' }) => ({ unit: backend, address, name }))
  return Map.groupBy([...listed, ...seen], ({ unit }) => unit)
}

/** Groups that are no more than the directive in which an address stands: there the address tells servers apart. */
const directives = /^(?:[a-z]+_pass|ProxyPass|ProxyPassMatch|SetHandler|RewriteRule|)$/

function unitOf({ group, address }: BalancerConfigValue['servers'][number]): string {
  return directives.test(group) ? address : group
}

/** A backend or upstream, or what a frontend or director of that name leads to. */
function unitsCalled(called: string, all: Units, routes: readonly ConfigRoute[]): ReadonlySet<string> {
  if (all.has(called)) return new Set([called])
  return new Set(routes.filter((route) => route.called === called).flatMap(({ leadsTo }) => leadsTo))
}

function byNameAndHosts(of: OwnPartOf, all: Units, named: readonly ConfigRoute[]): Pick<Chosen, 'units'> {
  const routes = of.config?.routes ?? []
  const others = routes.filter(({ names }) => names.includes('*') || (named.length === 0 && names.includes('_')))
  const byName = new Set([...named, ...others].flatMap(({ leadsTo }) => leadsTo))
  const byHosts = unitsWith(of, all, false)
  const both = [...byName].filter((unit) => byHosts.has(unit))
  const byPort = unitsWith(of, all, true)
  if (both.length > 0) return { units: narrowed(new Set(both), byPort) }
  const explicit = new Set(named.flatMap(({ leadsTo }) => leadsTo))
  if (explicit.size > 0) return { units: explicit }
  if (byHosts.size > 0) return { units: narrowed(byHosts, byPort) }
  return { units: of.service.hosts.length === 0 && byName.size > 0 ? byName : undefined }
}

function narrowed(units: ReadonlySet<string>, by: ReadonlySet<string>): ReadonlySet<string> {
  const fewer = [...units].filter((unit) => by.has(unit))
  return fewer.length > 0 ? new Set(fewer) : units
}

/** Units with a server on one of the service's hosts; on its port, too, where several services share the hosts. */
function unitsWith(of: OwnPartOf, all: Units, isOnPort: boolean): ReadonlySet<string> {
  const { service, balancer, addressesOf } = of
  const hostOf = hostFinder({ hosts: service.hosts, balancer, addressesOf })
  const port = `:${service.port ?? ''}`
  const found = [...all].filter(([, servers]) =>
    servers.some((server) => (!isOnPort || server.address.endsWith(port)) && hostOf(server) !== undefined),
  )
  return new Set(found.map(([unit]) => unit))
}

function hostNameOf(url: string | undefined): string {
  const name = url !== undefined && URL.canParse(url) ? new URL(url).hostname : ''
  return isIpAddress(name) || name.startsWith('[') ? '' : name
}

/** nginx and Apache take the most exact name alone; rules of HAProxy and Varnish are tried one after the other. */
function bestRoutes(
  routes: readonly ConfigRoute[],
  name: string,
  kind: BalancerConfigValue['kind'] | undefined,
): readonly ConfigRoute[] {
  if (name === '') return []
  const ranked = routes.map((route) => ({ route, rank: Math.max(0, ...route.names.map((each) => rankOf(each, name))) }))
  const best = Math.max(0, ...ranked.map(({ rank }) => rank))
  const isBestOnly = kind === 'nginx' || kind === 'apache'
  return ranked.filter(({ rank }) => rank > 0 && (rank === best || !isBestOnly)).map(({ route }) => route)
}

/** 3 for the name itself, 2 for a wildcard, 1 for a regular expression that spells the name or the domain above it. */
function rankOf(written: string, name: string): number {
  const pattern = written.toLowerCase()
  if (pattern === '*' || pattern === '_') return 0
  if (pattern.startsWith('~')) return spells(pattern, name) ? 1 : 0
  if (pattern.replace(/:\d+$/, '') === name || pattern === `.${name}`) return 3
  return matchesPattern(pattern.startsWith('.') ? `*${pattern}` : pattern, name) ? 2 : 0
}

/** Expressions of a host are not run here; almost all of them hold the name with its dots escaped. */
function spells(pattern: string, name: string): boolean {
  const text = pattern
    .replaceAll('\\.', '.')
    .replaceAll('[.]', '.')
    .replaceAll(/[()?^$]/g, '')
  const above = name.split('.').length > 2 ? name.slice(name.indexOf('.') + 1) : name
  if (text.includes(name)) return true
  return /[*+\]}]/.test(text) && text.includes(`.${above}`)
}
