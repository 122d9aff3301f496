/**
 * How asking an endpoint failed, although the vantage point itself was reached. That is something seen:
 * a refused connection is a fact about the endpoint, not a gap in our view.
 */
export type FailureKind =
  | 'refused'
  | 'timed-out'
  | 'unroutable'
  | 'name-not-found'
  | 'closed'
  | 'reset'
  | 'tls'
  | 'protocol'
  | 'denied'

export interface Failed {
  readonly kind: 'failed'
  readonly failure: FailureKind
  /** The endpoint's or the system's own words, one line. */
  readonly detail: string
  /** How long it took to fail. */
  readonly afterMs: number
  /** Where in the exchange it failed: a timeout in `connect` is a network, in `answer` a stuck program. */
  readonly phase: 'resolve' | 'connect' | 'tls' | 'answer'
  /** The system's error where this machine itself dialled: 'EAI_AGAIN', 'ENETUNREACH'. */
  readonly code?: string
  /** The address that it tried. */
  readonly address?: string
}
