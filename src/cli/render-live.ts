import { counted } from '../lib/counted.ts'
import { renderDuration } from '../lib/duration.ts'
import { oneLine } from '../lib/one-line.ts'
import { cutLine } from '../lib/wrap-text.ts'
import { statusMarks } from '../report/render-text.ts'
import { isSettled, type RunView } from '../report/run-view.ts'
import type { Paint } from '../report/text-page.ts'

/** Braille dots, as most terminals' spinners: one column wide in every font that has them. */
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** The checklist as it stands: a headline and one line per step, none wider than the terminal. */
export function renderLive(view: RunView, { width, paint }: { width: number; paint: Paint }): readonly string[] {
  const { elapsedMs } = view
  const frame = frames[Math.floor(elapsedMs / 100) % frames.length] ?? ''
  const hosts = counted(view.hosts, 'host')
  const head = cutLine(`Checking ${oneLine(view.service)} on ${hosts} · ${renderDuration(elapsedMs)}`, width)
  const lines = view.steps.map((step) => {
    const { id, summary, done, planned } = step
    const progress = planned > 0 ? `${done} of ${planned}` : ''
    const line = (said: string): string => cutLine(`${id.padEnd(13)} ${said}`, Math.max(1, width - 7))
    return isSettled(step)
      ? `  ${paint(step.state, statusMarks[step.state].padEnd(4))} ${line(oneLine(summary))}`
      : `  ${frame}    ${paint('quiet', line(progress))}`
  })
  return [paint('strong', head), ...lines]
}
