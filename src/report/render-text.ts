import type { Step, StepStatus } from '../checklist/step.ts'
import { renderDuration } from '../lib/duration.ts'
import { oneLine } from '../lib/one-line.ts'
import { wrapText } from '../lib/wrap-text.ts'
import { evidenceOfCause } from './quote-evidence.ts'
import { renderHeadline } from './render-headline.ts'
import type { Report } from './report.ts'
import { renderCause, renderStepEvidence } from './text-cause.ts'
import { renderChanges, renderNotLookedAt, renderRuledOut, renderTimeline } from './text-lists.ts'
import type { Page, Paint } from './text-page.ts'

export interface TextOptions {
  /** Columns, at least 40; default 100. */
  readonly width?: number
  /** Colours; none by default. */
  readonly paint?: Paint
  /** All evidence of all steps, in full. */
  readonly evidence?: boolean
}

/** A status as the terminal shows it: never by colour alone. */
export const statusMarks: Readonly<Record<StepStatus, string>> = {
  pass: 'ok',
  warn: 'warn',
  fail: 'FAIL',
  unknown: '?',
  skipped: '–',
}

/** The report for a terminal, ending in a newline: verdict first, the seven steps, then causes, what was ruled out, what was not seen. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const page: Page = {
    width: Math.max(40, options.width ?? 100),
    paint: options.paint ?? ((_, text) => text),
    everything: options.evidence ?? false,
  }
  const { causes } = report.diagnosis
  const quoted = new Set(causes.flatMap((cause) => evidenceOfCause(report, cause, page)))
  const parts = [
    renderHead(report, page),
    report.steps.flatMap((step) => renderStepLine(step, page)),
    ...causes.map((cause, index) => renderCause(report, cause, { page, index })),
    renderChanges(report, page),
    renderTimeline(report, page),
    renderRuledOut(report, page),
    renderNotLookedAt(report, page),
    renderStepEvidence(report, quoted, page),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** One step as one entry of the checklist: mark, id, summary, wrapped with a hanging indent. */
export function renderStepLine(step: Step, { width, paint }: Pick<Page, 'width' | 'paint'>): readonly string[] {
  const mark = paint(step.status, statusMarks[step.status].padEnd(4))
  const [first = '', ...rest] = wrapText(oneLine(step.summary), width - 21)
  return [`  ${mark} ${step.id.padEnd(13)} ${first}`, ...rest.map((line) => `${' '.repeat(21)}${line}`)]
}

function renderHead(report: Report, { width, paint }: Page): readonly string[] {
  const tone = ({ healthy: 'pass', degraded: 'warn', down: 'fail', inconclusive: 'unknown' } as const)[report.outcome]
  const took = `${report.startedAt} · ${renderDuration(report.durationMs)}`
  return [...wrapText(renderHeadline(report), width).map((line) => paint(tone, line)), paint('quiet', took)]
}
