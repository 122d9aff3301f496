import { isLoopback } from '../../lib/loopback.ts'
import { type BalancerServer, buildBalancerServersAsk } from '../../probe/balancer-servers.ts'
import { buildHttpAsk } from '../../probe/http.ts'
import { buildPoolerAsk } from '../../probe/pooler.ts'
import { bot, type ProbeId, type Reading, readingKey } from '../../probe/reading.ts'
import { buildTcpAsk } from '../../probe/tcp.ts'
import type { ProbeValues } from '../../probe/values.ts'
import type { Endpoint, HttpRequest, Service } from '../../service/service.ts'
import type { Observation } from '../observation.ts'
import { edgeSaid } from '../read/health-answers.ts'
import { isHealthy, servedAs } from '../read/http-try.ts'
import { ownPartOf } from '../read/own-part.ts'
import { bareUnitName, proxyUnits } from '../read/unit-role.ts'
import { planAsk, planDependency, withUrl } from './plan-asks.ts'
import { journal } from './plan-sections.ts'

/** Servers of one balancer that are tried one by one; a larger farm shows the same fault in its first ones. */
const triedServers = 16

/**
 * What the readings so far make worth looking at: the balancer's sockets that its configuration names, the way to
 * servers that it calls DOWN, the application itself where its health endpoint fails, a pooler before the database.
 * Depends on nothing but the readings, so that judging them again expects the same.
 */
export function planFollowUps(service: Service, readings: readonly Reading[]): readonly Observation[] {
  const seen = seenOf(readings)
  return [
    ...seen('balancer-config').flatMap(planSockets(service)),
    ...planServers(service, seen, new Set(readings.map(readingKey))),
    ...seen('units').flatMap(planJournals(service)),
    ...planPooler(service, seen),
    ...planEdgeOnBalancer(service, { seen, isHiddenFromHere: readings.some(isHiddenEdge) }),
    ...planApplication(service, seen),
    ...planDependenciesFromBot(service, seen),
  ]
}

interface SeenValue<P extends ProbeId> {
  readonly host: string
  readonly from: string
  readonly subject: string
  readonly value: ProbeValues[P]
}

type SeenOf = <P extends ProbeId>(probe: P) => readonly SeenValue<P>[]

function seenOf(readings: readonly Reading[]): SeenOf {
  return <P extends ProbeId>(probe: P) =>
    readings.flatMap((reading) => {
      if (reading.probe !== probe || reading.outcome.kind !== 'seen') return []
      const { host, from, subject } = reading
      return [{ host, from, subject, value: reading.outcome.value as ProbeValues[P] }]
    })
}

/** The declared balancer's opinion is asked for by the configuration; that of another one that runs on a host is a bonus. */
function planSockets(service: Service) {
  return ({ host, value }: SeenValue<'balancer-config'>): readonly Observation[] => {
    const isEssential = service.balancer?.host === host
    if (!isEssential && value.isRunning !== true) return []
    return socketsOf(value).map((socket) =>
      planAsk(
        { host, step: 'health', probe: 'balancer-servers', subject: socket, isEssential },
        buildBalancerServersAsk({ socket }),
      ),
    )
  }
}

/** The way from the balancer to the servers of the service that it calls DOWN, or to all of them where it could not be asked. */
function planServers(service: Service, seen: SeenOf, read: ReadonlySet<string>): readonly Observation[] {
  return seen('balancer-config').flatMap(({ host, value }) => {
    const sockets = socketsOf(value)
    if (!sockets.every((subject) => read.has(readingKey({ probe: 'balancer-servers', host, subject })))) return []
    const opinions = seen('balancer-servers').filter((each) => each.host === host)
    if (opinions.length === 0 && service.balancer?.host !== host) return []
    const servers = opinions.flatMap((each) => each.value.servers)
    const resolved = seen('resolve').filter((each) => each.host === host)
    const addresses = new Map(resolved.map((each) => [each.subject, each.value.addresses]))
    const own = ownPartOf({
      service,
      balancer: host,
      config: value,
      statistics: servers,
      addressesOf: (name) => addresses.get(name) ?? [],
    })
    if (opinions.length > 0) return planTries(host, ownOrAll(servers, own.hasServer).filter(isDown).map(addressOf))
    return planTries(
      host,
      ownOrAll(value.servers, own.hasAddress).map(({ address }) => address),
    )
  })
}

/** What belongs to the service; where nothing seems to, everything. */
function ownOrAll<T>(servers: readonly T[], isOwn: (server: T) => boolean): readonly T[] {
  const own = servers.filter(isOwn)
  return own.length > 0 ? own : servers
}

function socketsOf(value: ProbeValues['balancer-config']): readonly string[] {
  return value.sockets.filter((socket) => socket.startsWith('/'))
}

function isDown(server: BalancerServer): boolean {
  return server.status.startsWith('DOWN')
}

function addressOf(server: BalancerServer): string {
  return server.address ?? ''
}

function planTries(host: string, addresses: readonly string[]): readonly Observation[] {
  return [...new Set(addresses)]
    .sort()
    .slice(0, triedServers)
    .flatMap((address) => {
      const target = parseAddress(address)
      if (target === undefined) return []
      const plan = { host, step: 'health', probe: 'port', subject: address, isEssential: false } as const
      return [planAsk(plan, buildTcpAsk(target))]
    })
}

/** '10.0.0.11:8000' → host and port; unix sockets and names without a port → undefined. */
function parseAddress(address: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([\w.-]+)):(\d{1,5})$/.exec(address)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  return host !== undefined && port > 0 && port < 65_536 ? { host, port } : undefined
}

/** What a proxy that does not run last said, where nothing planned its journal. */
function planJournals(service: Service) {
  const planned = [service.unit ?? '', service.balancer?.unit ?? ''].map(bareUnitName)
  return ({ host, value }: SeenValue<'units'>): readonly Observation[] =>
    value.units
      .map((unit) => ({ ...unit, name: bareUnitName(unit.name) }))
      .filter((unit) => proxyUnits.some((name) => name === unit.name) && unit.loadState === 'loaded')
      .filter((unit) => unit.activeState === 'failed' || unit.activeState === 'activating')
      .filter((unit) => !planned.includes(unit.name))
      .map((unit) => journal(host, unit.name))
}

/** PostgreSQL listens on 5432; another port, or errors only a pooler writes, mean that pgbouncer stands before it. */
function planPooler(service: Service, seen: SeenOf): readonly Observation[] {
  const { database } = service
  const host = service.hosts[0] ?? bot
  if (database === undefined) return []
  const isPooled =
    database.port !== 5432 ||
    seen('database').some(({ value }) => value.kind === 'refused-by-database' && value.code === '08P01')
  const endpoint = withUrl(database)
  if (!isPooled || !URL.canParse(endpoint.url)) return []
  const plan = { host, step: 'database', probe: 'pooler', subject: database.label, isEssential: false } as const
  return [planAsk(plan, buildPoolerAsk(endpoint))]
}

interface SeenFromHere {
  readonly seen: SeenOf
  readonly isHiddenFromHere: boolean
}

/** The machine that looks is at fault, so that what users get has to be asked for elsewhere. */
function isHiddenEdge({ probe, host, outcome }: Reading): boolean {
  return probe === 'edge' && host === bot && outcome.kind === 'unseen' && outcome.reason === 'this-machine'
}

/** The public URL asked on the balancer itself tells a broken service from a broken way to it. */
function planEdgeOnBalancer(service: Service, { seen, isHiddenFromHere }: SeenFromHere): readonly Observation[] {
  const { balancer, url, requests } = service
  const failed = seen('edge').some(({ host, value }) => {
    const { tries, want } = edgeSaid(service, value)
    return host === bot && want === undefined && !tries.some(servedAs(requests?.url?.expect))
  })
  if (!(failed || isHiddenFromHere) || balancer === undefined || url === undefined) return []
  const plan = { host: balancer.host, step: 'edge', probe: 'edge', subject: url, isEssential: false } as const
  return [planAsk(plan, buildHttpAsk({ url, request: requests?.url }))]
}

/** What users ask for, asked of the application where its health endpoint fails: is it the check or the application? */
function planApplication(service: Service, seen: SeenOf): readonly Observation[] {
  const { health, url, requests } = service
  if (health === undefined || url === undefined || !URL.canParse(url)) return []
  return seen('health').flatMap(({ host, from, value }) => {
    if (
      host === bot ||
      from !== host ||
      value.tries.every((each) => isHealthy(each, requests?.health?.expect)) ||
      !URL.canParse(health)
    )
      return []
    const direct = new URL(new URL(url).pathname, health).href
    if (direct === url || direct === health) return []
    const plan = { host, step: 'health', probe: 'edge', subject: direct, isEssential: false } as const
    return [planAsk(plan, buildHttpAsk({ url: direct, request: wayOf(requests?.health) }))]
  })
}

/** The same way to the application, for another page: what was written of the health page itself is left out. */
function wayOf(request: HttpRequest | undefined): HttpRequest | undefined {
  if (request === undefined) return undefined
  const { method: _method, expect: _expect, ...way } = request
  return way
}

/** A dependency that fails from a host is also asked from here: does it fail everyone, or only the hosts? */
function planDependenciesFromBot(service: Service, seen: SeenOf): readonly Observation[] {
  return service.dependencies.flatMap((endpoint) => {
    // A host's own loopback is not ours.
    if (isLoopback(endpoint.host)) return []
    const probe = `dependency-${endpoint.kind}` as const
    const fails = seen(probe).some(
      ({ host, subject, value }) => host !== bot && subject === endpoint.label && isFailure(endpoint, value),
    )
    // A unix socket of theirs is not one of ours.
    return fails && endpoint.request?.socket === undefined
      ? [{ ...planDependency(bot, endpoint), isEssential: false }]
      : []
  })
}

function isFailure(
  endpoint: Endpoint,
  value: ProbeValues['dependency-http' | 'dependency-tcp' | 'dependency-redis' | 'dependency-postgres'],
): boolean {
  return 'tries' in value ? !value.tries.some(servedAs(endpoint.request?.expect)) : value.kind === 'failed'
}
