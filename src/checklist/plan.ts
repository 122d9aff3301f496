import type { Reading } from '../probe/reading.ts'
import type { Observation } from './observation.ts'

/** What is to be seen of a service, and what was. */
export interface Plan {
  /** Sorted by key, each once. */
  readonly observations: ReadonlyMap<string, Observation>
  /** The last reading of each key, sorted by key. One that nothing planned is never judged. */
  readonly readings: ReadonlyMap<string, Reading>
}
