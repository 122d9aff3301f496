import type { Observation } from '../checklist/observation.ts'
import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import type { Reading } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'

/** The reading of an observation that could not be made, with why. `at` is ISO 8601. */
export function unseenReading(observation: Observation, unseen: Unseen, taken: Taken): Reading {
  return {
    probe: observation.probe,
    host: observation.host,
    from: observation.host,
    subject: observation.subject,
    source: observation.source,
    at: taken.at,
    durationMs: Math.max(0, Math.round(taken.durationMs)),
    excerpt: '',
    outcome: unseen,
  } as Reading // of the union, the member whose probe it is
}

export interface Taken {
  readonly at: string
  readonly durationMs: number
}

/** What a thrown value says, as one safe line of at most 300 characters: a bug of ours, reported as a gap in the view. */
export function unseenByBug(error: unknown): Unseen {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const line = redact(cleanText(text)).split('\n')[0] ?? ''
  return { kind: 'unseen', reason: 'garbled', detail: `internal error, please report it: ${line.slice(0, 300)}` }
}
