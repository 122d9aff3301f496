import { type Evidence, type StepId, type StepStatus, stepIds, stepQuestions } from '../checklist/step.ts'
import type { Report } from './report.ts'

/** A run as far as it has come: what any surface shows of it. `run/run-view.ts` keeps it up to date. Plain JSON. */
export interface RunView {
  readonly service: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly elapsedMs: number
  readonly hosts: number
  readonly steps: readonly StepView[]
  /** Present when the run has finished. */
  readonly report?: Report
}

export interface StepView {
  readonly id: StepId
  readonly question: string
  readonly state: 'pending' | 'running' | StepStatus
  readonly summary: string
  readonly done: number
  readonly planned: number
  readonly durationMs?: number
  readonly evidence: readonly Evidence[]
}

/** A run that has just begun: every step pending. */
export function startView(run: { service: string; startedAt: string; hosts?: number }): RunView {
  const steps = stepIds.map((id) => ({
    id,
    question: stepQuestions[id],
    state: 'pending' as const,
    summary: '',
    done: 0,
    planned: 0,
    evidence: [],
  }))
  return { hosts: 0, ...run, elapsedMs: 0, steps }
}

/** A step that will not change any more. */
export function isSettled<T extends Pick<StepView, 'state'>>(step: T): step is T & { readonly state: StepStatus } {
  return step.state !== 'pending' && step.state !== 'running'
}
