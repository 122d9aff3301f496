/** The seven questions, in the order of the checklist. */
export const stepQuestions = {
  edge: 'What do users get, and who answers it?',
  process: 'Is the application process running?',
  resources: 'Are CPU and memory within acceptable limits?',
  health: 'Is the health check endpoint responding?',
  database: 'Are database connections available?',
  dependencies: 'Are dependencies reachable?',
  deploy: 'Was a deployment just rolled out?',
} as const

export type StepId = keyof typeof stepQuestions
export const stepIds = Object.keys(stepQuestions) as readonly StepId[]

export type StepStatus = 'pass' | 'warn' | 'fail' | 'unknown' | 'skipped'

/** A reading quoted in support of a step or a cause. */
export interface Evidence {
  readonly host: string
  /** The exact command, query or request. */
  readonly source: string
  readonly at: string
  readonly excerpt: string
}

/** One line of the checklist, judged. */
export interface Step {
  readonly id: StepId
  readonly question: string
  readonly status: StepStatus
  /** One line; its first 80 characters carry the meaning. */
  readonly summary: string
  /** From the first to the last reading of the step. */
  readonly durationMs: number
  readonly evidence: readonly Evidence[]
}
