import { expandHosts } from '../service/expand-hosts.ts'
import {
  type Balancer,
  defaultLimits,
  type Endpoint,
  type HostTarget,
  type Limits,
  type Service,
} from '../service/service.ts'
import { buildRequest } from './build-request.ts'
import type { Config, HostDefaults } from './config.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { WrittenService, WrittenServices } from './services-schema.ts'
import type { YamlPath } from './yaml-path.ts'

type WrittenSsh = NonNullable<WrittenServices['ssh']>
type WrittenHost = NonNullable<WrittenSsh['hosts']>[string]

/** A release counts as just rolled out for a quarter of an hour: most failures of a release show within it. */
const defaultRecentMs = 15 * 60_000

/** Whether a variable of the environment stands in the value at this path. */
export type IsFilledIn = (path: YamlPath) => boolean

/** A checked file as the frozen configuration. */
export function buildConfig(written: WrittenServices, isFilledIn: IsFilledIn): Config {
  return deepFreeze({
    services: Object.entries(written.services).map(([name, service]) =>
      buildService(name, service, (path) => isFilledIn(['services', name, ...path])),
    ),
    ssh: { defaults: written.ssh ? buildDefaults(written.ssh) : {}, hosts: buildHosts(written.ssh?.hosts ?? {}) },
  })
}

/** One checked service under the engine's names, defaults filled in. */
export function buildService(name: string, written: WrittenService, isFilledIn: IsFilledIn = () => false): Service {
  const { url, health, hosts, balancer, deploy, dependencies, limits, allow, ...same } = written
  return {
    ...same,
    name,
    hosts: hosts?.flat() ?? [],
    dependencies: (dependencies ?? []).map((each, index) => buildDependency(each, ['dependencies', index], isFilledIn)),
    ...(url ? { url: url.url } : {}),
    ...(health ? { health: health.url } : {}),
    ...buildRequests(written, isFilledIn),
    limits: buildLimits(limits),
    ...(balancer ? { balancer: buildBalancer(balancer) } : {}),
    ...(deploy ? { deploy: { path: deploy.path, recentMs: deploy.recent ?? defaultRecentMs } } : {}),
    ...(allow
      ? { allow: { users: allow.users ?? [], groups: allow.groups ?? [], channels: allow.channels ?? [] } }
      : {}),
  }
}

function buildBalancer({ server_name: serverName, ...same }: NonNullable<WrittenService['balancer']>): Balancer {
  return { ...same, ...(serverName === undefined ? {} : { serverName }) }
}

function buildRequests({ url, health }: WrittenService, isFilledIn: IsFilledIn): Pick<Service, 'requests'> {
  const ofUrl = buildRequest(url?.request, isHeaderFilledIn(['url'], isFilledIn))
  const ofHealth = buildRequest(health?.request, isHeaderFilledIn(['health'], isFilledIn))
  if (ofUrl === undefined && ofHealth === undefined) return {}
  return { requests: { ...(ofUrl ? { url: ofUrl } : {}), ...(ofHealth ? { health: ofHealth } : {}) } }
}

type WrittenDependency = NonNullable<WrittenService['dependencies']>[number]

function buildDependency(written: WrittenDependency, path: YamlPath, isFilledIn: IsFilledIn): Endpoint {
  if (!('written' in written)) return written
  const { written: how, ...endpoint } = written
  const request = buildRequest(how, isHeaderFilledIn(path, isFilledIn))
  return request === undefined ? endpoint : { ...endpoint, request }
}

function isHeaderFilledIn(path: YamlPath, isFilledIn: IsFilledIn): (header: string) => boolean {
  return (header) => isFilledIn([...path, 'headers', header])
}

function buildLimits(written: WrittenService['limits']): Limits {
  return {
    loadPerCore: written?.load_per_core ?? defaultLimits.loadPerCore,
    memory: written?.memory ?? defaultLimits.memory,
    disk: written?.disk ?? defaultLimits.disk,
    dbConnections: written?.db_connections ?? defaultLimits.dbConnections,
  }
}

function buildDefaults({ user, port, identity, known_hosts: knownHosts }: WrittenSsh): HostDefaults {
  return {
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(identity === undefined ? {} : { identity }),
    ...(knownHosts ? { knownHosts } : {}),
  }
}

/** Without a prototype, so that a host may bear any name and no name finds what is not there. */
function buildHosts(written: Readonly<Record<string, WrittenHost>>): Record<string, HostTarget> {
  const hosts: Record<string, HostTarget> = Object.create(null)
  for (const [pattern, { known_hosts: knownHosts, ...same }] of Object.entries(written)) {
    const names = expandHosts(pattern)
    for (const name of names.kind === 'right' ? names.value : []) {
      hosts[name] = { ...same, name, ...(knownHosts ? { knownHosts } : {}) }
    }
  }
  return hosts
}
