/** Shares of CPU time between two looks at `/proc/stat`, 0–1 of all cores. */
export interface CpuValue {
  readonly sampleMs: number
  readonly busy: number
  readonly iowait: number
  readonly steal: number
  /** The unit's own cgroup: how often it was held back by its quota, where it has one. */
  readonly throttledPeriods?: number
}
