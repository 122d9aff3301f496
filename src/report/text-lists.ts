import { displayWidth } from '../lib/display-width.ts'
import type { Report } from './report.ts'
import { splitFix } from './split-fix.ts'
import { codeLine, hanging, type Page } from './text-page.ts'

/** Causes that a reading speaks against. */
export function renderRuledOut(report: Report, page: Page): readonly string[] {
  const { ruledOut } = report.diagnosis
  if (ruledOut.length === 0) return []
  const widest = Math.max(...ruledOut.map((entry) => entry.cause.length))
  return [
    page.paint('strong', 'Ruled out'),
    ...ruledOut.flatMap((entry) => hanging(`  ${entry.cause.padEnd(widest)}  `, entry.text, page)),
  ]
}

/** Gaps in the view, with what would close them. */
export function renderNotLookedAt(report: Report, page: Page): readonly string[] {
  const { notLookedAt } = report.diagnosis
  if (notLookedAt.length === 0) return []
  const shown = page.everything ? notLookedAt : notLookedAt.slice(0, 12)
  const more = notLookedAt.length - shown.length
  return [
    page.paint('strong', 'Not looked at'),
    ...shown.flatMap((gap) => [...hanging('  ? ', `${gap.what}: ${gap.why}`, page), ...renderFix(gap, page)]),
    ...(more > 0 ? [`    and ${more} more, all of them with --evidence`] : []),
  ]
}

function renderFix(gap: Report['diagnosis']['notLookedAt'][number], page: Page): readonly string[] {
  const { words, command } = splitFix(gap)
  const lead = words === '' && command === undefined ? [] : hanging('    to see it: ', words, page)
  return [...lead.map((line) => line.trimEnd()), ...(command === undefined ? [] : [codeLine(command, 4)])]
}

/** What differs from an earlier report. */
export function renderChanges(report: Report, page: Page): readonly string[] {
  if (!report.changes) return []
  const { since, lines } = report.changes
  const head = page.paint('strong', `Changed since ${since}`)
  return [
    head,
    ...(lines.length === 0
      ? ['  nothing that was measured both times']
      : lines.flatMap((line) => hanging('  ', line, page))),
  ]
}

/** What happened when. */
export function renderTimeline(report: Report, page: Page): readonly string[] {
  const timeline = report.timeline ?? []
  if (timeline.length < 2 || report.outcome === 'healthy') return []
  const widest = Math.max(...timeline.map((entry) => displayWidth(entry.distance)))
  return [
    page.paint('strong', 'On one time axis'),
    ...timeline.flatMap((entry) =>
      hanging(`  ${entry.at.slice(0, 19)}Z  ${entry.distance.padStart(widest)}  `, entry.text, page),
    ),
  ]
}
