import type { Step, StepId } from '../checklist/step.ts'
import type { Report } from '../report/report.ts'

/** Everything a surface needs to show a run, in order. `step:progressed` may come many times before `step:settled`. */
export type RunEvent =
  | { readonly kind: 'run:started'; readonly service: string; readonly at: string; readonly hosts: number }
  | { readonly kind: 'step:progressed'; readonly step: StepId; readonly done: number; readonly planned: number }
  | { readonly kind: 'step:settled'; readonly step: Step }
  | { readonly kind: 'run:finished'; readonly report: Report }
