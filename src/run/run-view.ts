import type { Report } from '../report/report.ts'
import { isSettled, type RunView, type StepView } from '../report/run-view.ts'
import type { RunEvent } from './run-event.ts'

/**
 * The view after one more event, with all that a surface keeps in it besides; `elapsedMs` is since the run started. A
 * settled step does not run again.
 */
export function applyRunEvent<View extends RunView>(view: View, event: RunEvent, at: { elapsedMs: number }): View {
  const now = { ...view, elapsedMs: at.elapsedMs }
  switch (event.kind) {
    case 'run:started':
      return { ...now, service: event.service, hosts: event.hosts, startedAt: event.at }
    case 'step:progressed': {
      const { done, planned } = event
      return withSteps(now, (step) =>
        step.id !== event.step || isSettled(step) ? step : { ...step, state: 'running', done, planned },
      )
    }
    case 'step:settled':
      return withSteps(now, (step) => (step.id === event.step.id ? settle(step, event.step) : step))
    case 'run:finished': {
      const { report } = event
      const judged = new Map(report.steps.map((step) => [step.id, step]))
      const settled = withSteps(now, (step) => settle(step, judged.get(step.id)))
      return { ...settled, elapsedMs: report.durationMs, report }
    }
    default:
      return event satisfies never
  }
}

function withSteps<View extends RunView>(view: View, change: (step: StepView) => StepView): View {
  return { ...view, steps: view.steps.map(change) }
}

function settle(step: StepView, judged: Report['steps'][number] | undefined): StepView {
  if (!judged) return step
  const { status, summary, durationMs, evidence } = judged
  return { ...step, state: status, summary, durationMs, evidence }
}
