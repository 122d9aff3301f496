/** HAProxy's own opinion of each server, from `show stat`. */
export interface BalancerServersValue {
  readonly servers: readonly BalancerServer[]
  readonly backends: readonly {
    readonly name: string
    readonly status: string
    readonly activeServers: number
    readonly queue: number
    readonly sessions: number
    readonly http5xx: number
  }[]
  readonly frontends: readonly {
    readonly name: string
    readonly status: string
    readonly sessions: number
    readonly limit: number
    readonly deniedRequests: number
  }[]
}

export interface BalancerServer {
  readonly backend: string
  readonly name: string
  /** As HAProxy words it: `UP`, `DOWN`, `MAINT`, `MAINT (resolution)`, `DRAIN`, `no check`, `UP 1/3`, `DOWN 1/2` … */
  readonly status: string
  /** `L4OK`, `L4CON`, `L4TOUT`, `L7OK`, `L7STS`, `L7TOUT`, `L6RSP` …; empty when unchecked. */
  readonly checkStatus: string
  /** HTTP status of the last check, where it got one. */
  readonly checkCode?: number
  /** `last_chk` in words: 'Connection refused', 'Service Unavailable'. */
  readonly checkDetail: string
  readonly secondsSinceChange: number
  readonly address?: string
  readonly sessions: number
  /** Per-server `maxconn`, absent when unlimited. */
  readonly sessionLimit?: number
  readonly queue: number
  readonly connectErrors: number
  readonly responseErrors: number
  readonly weight: number
}
