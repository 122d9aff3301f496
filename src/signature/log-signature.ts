/** The ids of diagnosis; spelled out because signatures know nothing of it. A test keeps the two lists equal. */
export type SupportedCause =
  | 'server_overload'
  | 'app_not_started'
  | 'health_check_failing'
  | 'deployment_in_progress'
  | 'db_connections_exhausted'
  | 'dependency_failure'
  | 'host_unreachable'
  | 'balancer_down'
  | 'rate_limited'

/** What one kind of log line means. */
export interface Signature {
  readonly id: string
  /** The program that writes it, lower case. */
  readonly program: string
  /** One of these must be in the line before `pattern` is tried. */
  readonly literals: readonly [string, ...string[]]
  /** Linear: no quantifier inside a quantifier. */
  readonly pattern: RegExp
  /** Where this is in the line as well, the line means something else. Linear, too. */
  readonly unless?: RegExp
  /**
   * `access`: read in access lines, and there alone; they hold what visitors wrote, and speak by status and termination.
   * `debug`: read at the levels debug and trace as well, where this program tells what became of a request.
   */
  readonly form?: 'access' | 'debug'
  readonly meaning: string
  readonly supports?: SupportedCause
  readonly against?: SupportedCause
  /** What the program that writes it has none left of, itself; not what it waits for elsewhere. */
  readonly lacks?: 'connections' | 'open files' | 'local ports'
  /** A capture, vendor documentation, or the source file that writes the line. */
  readonly source: string
}
