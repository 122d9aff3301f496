import { hostsOf } from '../../service/service-hosts.ts'
import type { Finding } from '../finding.ts'
import type { View } from '../read/view.ts'
import { judgeCpu } from './judge-cpu.ts'
import { judgeDisk } from './judge-disk.ts'
import { judgeMemory } from './judge-memory.ts'
import { judgeMounts } from './judge-mounts.ts'
import { judgeSockets } from './judge-sockets.ts'

/** Whether each host, the balancer's too, has what a program needs to run: CPU, memory, disk, descriptors, sockets. */
export function judgeResources(view: View): readonly Finding[] {
  return hostsOf(view.service).flatMap((host) => [
    ...judgeCpu(view, host),
    ...judgeMemory(view, host),
    ...judgeDisk(view, host),
    ...judgeMounts(view, host),
    ...judgeSockets(view, host),
  ])
}
