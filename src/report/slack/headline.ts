import { oneLine } from '../../lib/one-line.ts'
import { truncate } from '../../lib/truncate.ts'
import { renderHeadline } from '../render-headline.ts'
import type { ThreadView } from './view.ts'
import { settledCount } from './words.ts'

/** The verdict in one line, as the terminal has it: 'api-prod is DOWN: Database connections exhausted (confirmed), db1'. */
export function headline(view: ThreadView, limit = 200): string {
  return truncate(oneLine(say(view)), limit)
}

function say(view: ThreadView): string {
  const { service, report, interrupted, steps } = view
  if (interrupted) return `${service}: check interrupted, ${interrupted}`
  return report ? renderHeadline(report) : `${service}: checking, ${settledCount(view)} of ${steps.length} steps`
}
