/** Kills by the kernel's OOM killer. */
export interface OomValue {
  readonly kills: readonly {
    readonly at: string
    readonly process: string
    readonly pid: number
    readonly isCgroup: boolean
    readonly line: string
  }[]
  /** `oom_kill` of `/proc/vmstat`: since boot, readable by everyone. Absent before Linux 4.13. */
  readonly killsSinceBoot?: number
  /** `oom_kill` of the unit's `memory.events`: since the unit's cgroup was made. */
  readonly killsInUnit?: number
  /** False when the kernel log could not be read: only the counters are known then. */
  readonly isLogReadable: boolean
}
