import type { BalancerConfigValue } from './balancer-config.ts'
import type { BalancerServersValue } from './balancer-servers.ts'
import type { ConfigFilesValue } from './config-files.ts'
import type { ConnectionsValue } from './connections.ts'
import type { CpuValue } from './cpu.ts'
import type { DatabaseValue } from './database.ts'
import type { DiskValue } from './disk.ts'
import type { FilesValue } from './files.ts'
import type { HostValue } from './host.ts'
import type { HttpValue } from './http.ts'
import type { JournalValue } from './journal.ts'
import type { KernelLimitsValue } from './kernel-limits.ts'
import type { ListenersValue } from './listeners.ts'
import type { LoadValue } from './load.ts'
import type { MemoryValue } from './memory.ts'
import type { NetworkValue } from './network.ts'
import type { OomValue } from './oom.ts'
import type { PoolerValue } from './pooler.ts'
import type { PressureValue } from './pressure.ts'
import type { ProxyLogValue } from './proxy-log.ts'
import type { RedisValue } from './redis.ts'
import type { ReleaseValue } from './release.ts'
import type { ResolveValue } from './resolve.ts'
import type { TcpValue } from './tcp.ts'
import type { UnitsValue } from './units.ts'
import type { WorkersValue } from './workers.ts'

/** Every probe and what it sees. The key is the probe's id and its file's name. */
export interface ProbeValues {
  // On a host, sections of its one script.
  host: HostValue
  load: LoadValue
  cpu: CpuValue
  pressure: PressureValue
  memory: MemoryValue
  disk: DiskValue
  files: FilesValue
  oom: OomValue
  network: NetworkValue
  units: UnitsValue
  journal: JournalValue
  listeners: ListenersValue
  'kernel-limits': KernelLimitsValue
  workers: WorkersValue
  connections: ConnectionsValue
  release: ReleaseValue
  'config-files': ConfigFilesValue
  resolve: ResolveValue
  'balancer-config': BalancerConfigValue
  'proxy-log': ProxyLogValue
  // Endpoints, asked from a host's position through its SSH connection, or from the bot.
  /** The service's public URL, from the bot. */
  edge: HttpValue
  /** The health endpoint, from each host's own position. */
  health: HttpValue
  /** The application's port, from each host's own position (when there is no health URL) or from the balancer's. */
  port: TcpValue
  'balancer-servers': BalancerServersValue
  database: DatabaseValue
  pooler: PoolerValue
  /** A dependency by its kind. */
  'dependency-http': HttpValue
  'dependency-tcp': TcpValue
  'dependency-redis': RedisValue
  'dependency-postgres': DatabaseValue
}
