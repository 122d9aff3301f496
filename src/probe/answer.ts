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

/** One request and what came back, headers and body as sent. */
export interface HttpAnswer {
  readonly kind: 'answered'
  readonly status: number
  /** Reason phrase as sent; empty where the server sends none. */
  readonly statusText: string
  readonly httpVersion: string
  /** Names and values in order and in the case received; names may repeat. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The first 16 KiB, decoded as UTF-8. */
  readonly body: string
  /** Bytes received; reading stops at 1 MiB. */
  readonly bodyBytes: number
  /** The head arrived, but the body broke off or did not end in time. */
  readonly bodyFailure?: 'closed' | 'timed-out'
  readonly firstByteMs: number
  readonly totalMs: number
  /** The address that answered, `ip:port`, where known. */
  readonly address?: string
}
