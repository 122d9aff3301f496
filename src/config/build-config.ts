import { expandHosts } from '../service/expand-hosts.ts'
import { type Balancer, defaultLimits, type HostTarget, type Limits, type Service } from '../service/service.ts'
import type { Config, HostDefaults } from './config.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { WrittenService, WrittenServices } from './services-schema.ts'

type WrittenSsh = NonNullable<WrittenServices['ssh']>
type WrittenHost = NonNullable<WrittenSsh['hosts']>[string]

/** A release counts as just rolled out for a quarter of an hour: most failures of a release show within it. */
const defaultRecentMs = 15 * 60_000

/** A checked file as the frozen configuration. */
export function buildConfig(written: WrittenServices): Config {
  return deepFreeze({
    services: Object.entries(written.services).map(([name, service]) => buildService(name, service)),
    ssh: { defaults: written.ssh ? buildDefaults(written.ssh) : {}, hosts: buildHosts(written.ssh?.hosts ?? {}) },
  })
}

/** One checked service under the engine's names, defaults filled in. */
export function buildService(name: string, written: WrittenService): Service {
  const { hosts, balancer, deploy, dependencies, limits, allow, ...same } = written
  return {
    ...same,
    name,
    hosts: hosts?.flat() ?? [],
    dependencies: dependencies ?? [],
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
