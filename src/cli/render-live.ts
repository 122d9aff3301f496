import { renderDuration } from '../lib/duration.ts'
import { oneLine } from '../lib/one-line.ts'
import { cutLine } from '../lib/wrap-text.ts'
import { statusMarks } from '../report/render-text.ts'
import { type Report, stepIds } from '../report/report.ts'
import type { Paint } from '../report/text-page.ts'
import type { RunEvent } from '../run/run-event.ts'

type Step = Report['steps'][number]

/** What is known of a run while it runs. */
export interface LiveState {
  readonly service: string
  readonly hosts: number
  readonly steps: Readonly<Record<string, { readonly done: number; readonly planned: number; readonly settled?: Step }>>
}

export const emptyLiveState: LiveState = { service: '', hosts: 0, steps: {} }

/** The state after an event. */
export function applyRunEvent(state: LiveState, event: RunEvent): LiveState {
  switch (event.kind) {
    case 'run:started':
      return { ...state, service: event.service, hosts: event.hosts }
    case 'step:progressed': {
      const { done, planned } = event
      return { ...state, steps: { ...state.steps, [event.step]: { ...state.steps[event.step], done, planned } } }
    }
    case 'step:settled': {
      const known = state.steps[event.step.id] ?? { done: 0, planned: 0 }
      return { ...state, steps: { ...state.steps, [event.step.id]: { ...known, settled: event.step } } }
    }
    case 'run:finished':
      return state
    default:
      return event satisfies never
  }
}

/** Braille dots, as most terminals' spinners: one column wide in every font that has them. */
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** The checklist as it stands: a headline and one line per step, none wider than the terminal. */
export function renderLive(
  state: LiveState,
  { width, paint, elapsedMs }: { readonly width: number; readonly paint: Paint; readonly elapsedMs: number },
): readonly string[] {
  const frame = frames[Math.floor(elapsedMs / 100) % frames.length] ?? ''
  const hosts = state.hosts === 1 ? '1 host' : `${state.hosts} hosts`
  const head = cutLine(`Checking ${oneLine(state.service)} on ${hosts} · ${renderDuration(elapsedMs)}`, width)
  const lines = stepIds.map((id) => {
    const { settled, done = 0, planned = 0 } = state.steps[id] ?? {}
    const mark = settled ? paint(settled.status, statusMarks[settled.status].padEnd(4)) : `${frame}   `
    const progress = planned > 0 ? `${done} of ${planned}` : ''
    const text = cutLine(`${id.padEnd(13)} ${settled ? oneLine(settled.summary) : progress}`, Math.max(1, width - 7))
    return `  ${mark} ${settled ? text : paint('quiet', text)}`
  })
  return [paint('strong', head), ...lines]
}
