import type { Step } from '../checklist/step.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'

/** The checklist's words, for the surfaces that know a run by its report alone. */
export { type StepId, stepIds } from '../checklist/step.ts'

/** `healthy` · `degraded`: users are served, something is wrong · `down` · `inconclusive`: could not look. */
export type Outcome = 'healthy' | 'degraded' | 'down' | 'inconclusive'

/** The result of a run, neutral of any surface. Version 1; fields are only ever added. */
export interface Report {
  readonly version: 1
  readonly service: string
  readonly outcome: Outcome
  readonly startedAt: string
  readonly finishedAt: string
  readonly durationMs: number
  readonly steps: readonly Step[]
  readonly diagnosis: Diagnosis
  /** What it was judged from, so that `503 replay` can judge it again. Holds no secret: endpoints by label only. */
  readonly judgedFrom: { readonly service: Service; readonly readings: readonly Reading[] }
}
