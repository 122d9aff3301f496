import { cleanText } from '../lib/clean-text.ts'
import { displayWidth } from '../lib/display-width.ts'
import { renderStepLine } from '../report/render-text.ts'
import { startView } from '../report/run-view.ts'
import type { Paint } from '../report/text-page.ts'
import type { RunEvent } from '../run/run-event.ts'
import { applyRunEvent } from '../run/run-view.ts'
import type { CliOutput } from './cli-world.ts'
import { renderLive } from './render-live.ts'

/** Shows a run while it runs. */
export interface LiveView {
  readonly onEvent: (event: RunEvent) => void
  /** Ends it; `keep` leaves the checklist on the screen, else it makes room for the report. Safe to call twice. */
  stop(options: { readonly keep: boolean }): Promise<void>
}

interface LiveOptions {
  readonly output: CliOutput
  readonly paint: Paint
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Ten frames a second: smooth, and few bytes over a slow line. */
const frameMs = 100
const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const eraseDown = '\r\u001b[J'

/** The checklist in place, one line per step with a spinner; the cursor is hidden until `stop`. */
export function createLiveView({ output, paint, now }: LiveOptions): LiveView {
  const startedAt = now()
  let view = startView({ service: '', startedAt: '' })
  let drawn: readonly string[] = []
  let isStopped = false

  const columns = (): number => Math.max(20, output.columns() ?? 80)
  /** Back to where the block begins; counted in rows as the terminal shows them now, for it may have been resized. */
  const erase = (): string => {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(cleanText(line)) / columns())), 0)
    return rows > 0 ? `\u001b[${rows}A${eraseDown}` : ''
  }
  const draw = (): void => {
    if (isStopped || view.service === '') return
    const start = drawn.length === 0 ? hideCursor : erase()
    drawn = renderLive({ ...view, elapsedMs: now() - startedAt }, { width: columns() - 1, paint })
    void output.write(`${start}${drawn.join('\n')}\n`)
  }
  const timer = setInterval(draw, frameMs)
  const stopResize = output.onResize(draw)

  return {
    onEvent: (event) => {
      view = applyRunEvent(view, event, { elapsedMs: now() - startedAt })
      if (event.kind === 'run:started') draw()
    },
    stop: async ({ keep }) => {
      if (isStopped) return
      draw()
      isStopped = true
      clearInterval(timer)
      stopResize()
      if (drawn.length > 0) await output.write(`${keep ? '' : erase()}${showCursor}`)
    },
  }
}

/** The same for a pipe or a log: a line when the run starts and one as each step settles. */
export function createPlainView({ output, paint }: Pick<LiveOptions, 'output' | 'paint'>): LiveView {
  const show = (line: string): void => void output.write(`${line}\n`)
  return {
    onEvent: (event) => {
      if (event.kind === 'run:started')
        show(`Checking ${event.service} on ${event.hosts} ${event.hosts === 1 ? 'host' : 'hosts'} …`)
      if (event.kind === 'step:settled')
        for (const line of renderStepLine(event.step, { width: 1000, paint })) show(line)
    },
    stop: () => Promise.resolve(),
  }
}
