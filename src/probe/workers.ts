/** The processes of the unit (its cgroup), or without systemd those behind the port. */
export interface WorkersValue {
  readonly processes: readonly WorkerProcess[]
}

export interface WorkerProcess {
  readonly pid: number
  readonly parentPid: number
  readonly name: string
  /** R running, S sleeping, D uninterruptible, T stopped, Z zombie. */
  readonly state: string
  /** ISO 8601, from the process's start time. */
  readonly startedAt: string
  readonly threads: number
  readonly rssBytes: number
  /** CPU share between two looks, 1 = one core. Absent when sampled once. */
  readonly cpu?: number
}
