import type { Report } from '../report/report.ts'
import { isSettled, type RunView, type StepView } from '../report/slack/view.ts'
import type { RunEvent } from '../run/run-event.ts'

/** The view after one more event; `elapsedMs` is since the run started. A settled step does not run again. */
export function applyEvent(view: RunView, event: RunEvent, at: { elapsedMs: number }): RunView {
  const now = { ...view, elapsedMs: at.elapsedMs }
  switch (event.kind) {
    case 'run:started':
      return { ...now, hosts: event.hosts, startedAt: event.at }
    case 'step:progressed':
      return withStep(now, event.step, (step) =>
        isSettled(step) ? step : { ...step, state: 'running', done: event.done, planned: event.planned },
      )
    case 'step:settled':
      return withStep(now, event.step.id, (step) => settle(step, event.step))
    case 'run:finished':
      return {
        ...now,
        elapsedMs: event.report.durationMs,
        report: event.report,
        steps: now.steps.map((step) =>
          settle(
            step,
            event.report.steps.find((judged) => judged.id === step.id),
          ),
        ),
      }
    default:
      return event satisfies never
  }
}

function withStep(view: RunView, id: StepView['id'], change: (step: StepView) => StepView): RunView {
  return { ...view, steps: view.steps.map((step) => (step.id === id ? change(step) : step)) }
}

function settle(step: StepView, judged: Report['steps'][number] | undefined): StepView {
  if (!judged) return step
  const { status, summary, durationMs, evidence } = judged
  return { ...step, state: status, summary, durationMs, evidence }
}
