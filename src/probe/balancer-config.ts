/** Which program balances, and where its admin socket is; read from its configuration on the balancer's host. */
export interface BalancerConfigValue {
  readonly kind: 'haproxy' | 'nginx' | 'unknown'
  /** systemd unit, where one of that name is loaded. */
  readonly unit?: string
  /** `stats socket` paths (HAProxy). */
  readonly sockets: readonly string[]
  /** `server` addresses as written (HAProxy `server` lines, nginx `upstream` blocks), with their flags. */
  readonly servers: readonly { readonly group: string; readonly address: string; readonly flags: string }[]
  /** `option httpchk` / `http-check send` URIs. */
  readonly healthPaths: readonly string[]
  /** Lines that make a 503 by configuration: 'return 503', 'http-request deny deny_status 503', 'limit_req'. */
  readonly makes503: readonly { readonly file: string; readonly line: string }[]
}
