export interface HostValue {
  /** `ID VERSION_ID` of os-release: 'debian 12'. */
  readonly os: string
  readonly kernel: string
  readonly cores: number
  readonly uptimeSeconds: number
  readonly init: 'systemd' | 'openrc' | 'other'
  readonly user: string
  readonly groups: readonly string[]
  /** Host clock, seconds since the epoch, when the section ran. */
  readonly clockSeconds: number
}
