import type { WorkerFacts } from './process-facts.ts'

/** What a host has left of CPU, memory, disk, descriptors and sockets. Shares are 0–1. */
export interface ResourceFacts {
  /** Why nothing was seen there: 'ssh: 10.0.0.11 did not finish the login within 6.0 s'. */
  'host-stuck': { readonly detail: string }
  'load-ok': LoadFacts
  'load-high': LoadFacts
  'cpu-ok': CpuFacts
  'cpu-saturated': CpuFacts
  'cpu-stolen': CpuFacts
  'cpu-throttled': CpuFacts
  'pressure-ok': StallFacts
  'memory-pressure': StallFacts & { readonly some10: number }
  'io-pressure': StallFacts
  'memory-ok': UsedFacts
  'memory-high': UsedFacts
  'swap-exhausted': UsedFacts
  'unit-memory-at-limit': { readonly used: number }
  'tasks-exhausted': { readonly tasks: number; readonly tasksMax: number }
  'disk-ok': UsedFacts
  'disk-full': MountFacts
  'disk-high-elsewhere': MountFacts
  'inodes-exhausted': MountFacts
  'mount-read-only': {
    readonly mount: string
    readonly device: string
    readonly type: string
    /** What says that it is to be written: how it was mounted, until the kernel stopped writes, or /etc/fstab. */
    readonly against: 'mount' | 'fstab'
  }
  'files-ok': FilesFacts
  'files-exhausted': FilesFacts & {
    /** Of the process that has no descriptor left; absent where the host has none. */
    readonly pid?: number
    readonly name?: string
  }
  'oom-kill': KillFacts
  'old-oom-kill': KillFacts
  'network-ok': DropFacts
  'accept-queue-overflowing': DropFacts
  'conntrack-full': DropFacts & {
    /** Connections that the kernel tracks at most. */
    readonly trackedMax: number
  }
  'local-ports-exhausted': {
    readonly used: number
    /** Local ports that there are. */
    readonly count: number
    /** Address and port that they lead to. */
    readonly peer: string
  }
  'accept-queue-ok': QueueFacts
  'accept-queue-full': QueueFacts
  'accept-queue-growing': QueueFacts
  'workers-stuck': WorkerFacts
}

interface LoadFacts {
  readonly perCore: number
  readonly limit: number
}

interface CpuFacts {
  readonly busy: number
  readonly steal: number
  /** Times that the unit was held back by its quota while we looked. */
  readonly throttledInSample: number
}

/** PSI, per cent of the last ten seconds in which all (`full10`) or some tasks stood still. */
interface StallFacts {
  readonly full10: number
}

interface UsedFacts {
  readonly used: number
  readonly limit: number
}

interface MountFacts extends UsedFacts {
  readonly mount: string
}

interface FilesFacts {
  readonly open: number
  readonly max: number
  /** How many processes have hardly a descriptor left. */
  readonly processes: number
}

interface KillFacts {
  /** The victim's name. */
  readonly process: string
  /** Killed at the limit of a control group, not of the host. */
  readonly isCgroup: boolean
}

/** Connections dropped while we looked. */
interface DropFacts {
  readonly listenOverflows: number
  readonly listenDrops: number
}

interface QueueFacts {
  readonly port: number
  readonly queued: number
  /** -1 where it is not known. */
  readonly backlog: number
}
