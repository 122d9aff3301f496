/** One `systemctl show` for every unit of the service on this host. */
export interface UnitsValue {
  readonly units: readonly Unit[]
  /** Names of other units that systemd calls failed. */
  readonly otherFailed: readonly string[]
}

export interface Unit {
  readonly name: string
  readonly loadState: string
  readonly activeState: string
  readonly subState: string
  /** `success`, `exit-code`, `signal`, `oom-kill`, `timeout`, `start-limit-hit`, `resources` … */
  readonly result: string
  /** systemd.exec(5): status of the last main process; 203 is EXEC, 200 CHDIR … */
  readonly exitStatus?: number
  /** `exited`, `killed`, `dumped`. */
  readonly exitCode?: string
  readonly mainPid: number
  readonly restarts: number
  /** ISO 8601, host's clock. Absent when never. */
  readonly activeSince?: string
  readonly inactiveSince?: string
  readonly mainStartedAt?: string
  readonly mainExitedAt?: string
  readonly stateChangedAt?: string
  readonly memoryBytes?: number
  readonly memoryMaxBytes?: number
  readonly tasks?: number
  readonly tasksMax?: number
  readonly statusText?: string
  readonly needsReload?: boolean
  readonly isConditionMet?: boolean
  readonly restartPolicy?: string
  readonly execStart?: string
  readonly user?: string
}
