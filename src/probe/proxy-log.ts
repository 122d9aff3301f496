/** The last lines of a proxy's own log: nginx error.log, HAProxy's log. */
export interface ProxyLogValue {
  readonly program: 'nginx' | 'haproxy' | 'apache' | 'unknown'
  readonly path: string
  readonly lines: readonly string[]
}
