import { balancerConfigProbe } from './balancer-config.ts'
import { balancerServersProbe } from './balancer-servers.ts'
import { configFilesProbe } from './config-files.ts'
import { connectionsProbe } from './connections.ts'
import { cpuProbe } from './cpu.ts'
import { databaseProbe } from './database-probe.ts'
import { dependencyHttpProbe } from './dependency-http.ts'
import { dependencyPostgresProbe } from './dependency-postgres.ts'
import { dependencyRedisProbe } from './dependency-redis.ts'
import { dependencyTcpProbe } from './dependency-tcp.ts'
import { diskProbe } from './disk.ts'
import { edgeProbe } from './edge.ts'
import { filesProbe } from './files.ts'
import { healthProbe } from './health.ts'
import { hostProbe } from './host.ts'
import { journalProbe } from './journal.ts'
import { kernelLimitsProbe } from './kernel-limits.ts'
import { listenersProbe } from './listeners.ts'
import { loadProbe } from './load.ts'
import { memoryProbe } from './memory.ts'
import { mountsProbe } from './mounts.ts'
import { networkProbe } from './network.ts'
import { oomProbe } from './oom.ts'
import { poolerProbe } from './pooler.ts'
import { portProbe } from './port.ts'
import { pressureProbe } from './pressure.ts'
import { proxyLogProbe } from './proxy-log.ts'
import { releaseProbe } from './release.ts'
import { resolveProbe } from './resolve.ts'
import { unitsProbe } from './units.ts'
import { workersProbe } from './workers.ts'

/** Every probe that reads a section of a host's one script. A probe that is not here is none: its id is no `ProbeId`. */
export const sectionProbes = [
  hostProbe,
  loadProbe,
  cpuProbe,
  pressureProbe,
  memoryProbe,
  diskProbe,
  mountsProbe,
  filesProbe,
  oomProbe,
  networkProbe,
  unitsProbe,
  journalProbe,
  listenersProbe,
  kernelLimitsProbe,
  workersProbe,
  connectionsProbe,
  releaseProbe,
  configFilesProbe,
  resolveProbe,
  balancerConfigProbe,
  proxyLogProbe,
] as const

/** Every probe that asks an endpoint, from a host's position through its SSH connection or from the bot. */
export const askProbes = [
  edgeProbe,
  healthProbe,
  portProbe,
  balancerServersProbe,
  databaseProbe,
  poolerProbe,
  dependencyHttpProbe,
  dependencyTcpProbe,
  dependencyRedisProbe,
  dependencyPostgresProbe,
] as const

export const allProbes = [...sectionProbes, ...askProbes] as const

type Listed = (typeof allProbes)[number]
const byId = new Map<string, Listed>(allProbes.map((probe) => [probe.id, probe]))

/** What a person calls what a probe sees: 'kernel limits'. */
export function labelOf(id: Listed['id']): string {
  return byId.get(id)?.label ?? id
}
