import { renderDuration } from '../../lib/duration.ts'
import type { Failed, FailureKind } from '../../probe/answer.ts'

const words: Record<FailureKind, string> = {
  refused: 'connection refused',
  'timed-out': 'no answer',
  unroutable: 'no route',
  'name-not-found': 'name does not resolve',
  closed: 'connection closed without an answer',
  reset: 'connection reset',
  tls: 'TLS handshake failed',
  protocol: 'an answer that is not of this protocol',
  denied: 'access denied',
}

/** A failed ask in a few words: 'connection refused', 'no answer to connect within 3.0 s'. */
export function describeFailure(failed: Failed): string {
  if (failed.failure === 'tls' && isExpired(failed)) return `${nameFailure(failed)}: its certificate has expired`
  if (failed.failure !== 'timed-out') return nameFailure(failed)
  if (failed.phase === 'connect') return `no connection within ${renderDuration(failed.afterMs)}`
  return `connected, but no answer within ${renderDuration(failed.afterMs)}`
}

/** The same for everyone who asks, as against an authority that only we do not know. */
function isExpired({ detail }: Failed): boolean {
  return /CERT_HAS_EXPIRED|certificate has expired/.test(detail)
}

/** The same without times, so that many of a kind fold: 'connection refused', 'no answer'. */
export function nameFailure(failed: Pick<Failed, 'failure'>): string {
  // A report of a later version may know more kinds of failure.
  return (words as Readonly<Record<string, string>>)[failed.failure] ?? 'it fails'
}
