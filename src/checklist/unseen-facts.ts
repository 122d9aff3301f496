import type { ProbeId } from '../probe/reading.ts'
import type { UnseenReason } from '../probe/unseen.ts'

/** What could not be seen, why, and what makes it visible. */
export interface UnseenFacts {
  /** 'units', 'journal of gunicorn', 'redis://cache1:6379'. */
  readonly what: string
  /** Empty where no probe could be planned, and for a whole host. */
  readonly probe: ProbeId | ''
  readonly reason: UnseenReason
  readonly detail: string
  /** Empty where nobody can say. */
  readonly fix: string
  /** Of a connection that this machine did not get: the system's error, or what it came to. */
  readonly code?: string
  /** The end of `fix` that is a command, and where it is to be run. */
  readonly command?: string
  readonly commandAt?: 'host' | 'here'
  /** The host cannot be reached, or lets nobody in, which hides all that was planned on it. */
  readonly isWholeHost?: true
  /** Without it the step's question is not answered. */
  readonly isEssential: boolean
  /** It answered, and wants this before it says how it is. */
  readonly wants?: string
}
