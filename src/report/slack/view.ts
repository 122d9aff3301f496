import { type Evidence, type StepId, type StepStatus, stepIds, stepQuestions } from '../../checklist/step.ts'
import type { Report } from '../report.ts'

/** What a run's thread should show now: its events folded. Plain JSON, so that it can be stored and shown again. */
export interface RunView {
  readonly runId: string
  readonly service: string
  /** Slack user id of who asked. */
  readonly askedBy?: string
  readonly startedAt: string
  readonly elapsedMs: number
  readonly hosts: number
  readonly steps: readonly StepView[]
  /** Present when the run has finished. */
  readonly report?: Report
  /** Why the run will not finish: 'the bot was stopped'. */
  readonly interrupted?: string
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

/** How much of Block Kit a workspace takes: the `plan` block, older blocks, or text alone. */
export type SlackMode = 'plan' | 'blocks' | 'text'

/** A run that has just begun: every step pending. */
export function startView(run: {
  runId: string
  service: string
  askedBy?: string
  startedAt: string
  hosts?: number
}): RunView {
  const { hosts = 0, ...rest } = run
  const steps = stepIds.map((id) => ({
    id,
    question: stepQuestions[id],
    state: 'pending' as const,
    summary: '',
    done: 0,
    planned: 0,
    evidence: [],
  }))
  return { ...rest, hosts, elapsedMs: 0, steps }
}

/** A step that will not change any more. */
export function isSettled(step: StepView): boolean {
  return step.state !== 'pending' && step.state !== 'running'
}
