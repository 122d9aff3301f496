import type { Observation } from '../checklist/observation.ts'
import type { Slices } from '../lib/slices.ts'
import type { AskResult, Execute, SectionResult } from '../probe/execute.ts'
import type { Reading } from '../probe/reading.ts'

/** How readings are taken: the effect, the parsers and the bounds. */
export interface TakeOptions {
  readonly execute: Execute
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly readSection: (observation: Observation, result: SectionResult) => Slices<Reading>
  readonly readAsk: (observation: Observation, result: AskResult) => Slices<Reading>
  /** Called as each reading comes in; an observation may be reported again, the first one counts. */
  readonly onReading: (observation: Observation, reading: Reading) => void
  /** Asks in flight over all hosts, default 128. */
  readonly asksInFlight?: number | undefined
  /** Asks in flight through one host, default 8: sshd's `MaxSessions` is 10 (sshd_config(5)), and the script needs one. */
  readonly asksPerHost?: number | undefined
}
