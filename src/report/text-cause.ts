import type { Evidence } from '../checklist/step.ts'
import { type Action, describeAction } from '../diagnosis/action.ts'
import type { Cause } from '../diagnosis/diagnosis.ts'
import { foldNames } from '../lib/fold-names.ts'
import { oneLine } from '../lib/one-line.ts'
import { cutLine, wrapText } from '../lib/wrap-text.ts'
import { evidenceOfCause, evidenceOfStep, excerptLines, quotedFor } from './quote-evidence.ts'
import type { Report } from './report.ts'
import { codeLine, field, hanging, type Page } from './text-page.ts'

/** One cause: what, how sure, where, because of which readings, and what to do next. */
export function renderCause(
  report: Report,
  cause: Cause,
  { page, index }: { page: Page; index: number },
): readonly string[] {
  const rank = index === 0 ? 'Cause' : 'Also'
  const title = wrapText(oneLine(`${rank} (${cause.strength}): ${cause.title}`), page.width)
  return [
    ...title.map((line) => page.paint('strong', line)),
    ...(cause.where.length > 0 ? field('where', [foldNames(cause.where, 12)], page) : []),
    ...field(
      'because',
      cause.because.map((reason) => reason.text),
      page,
    ),
    ...evidenceOfCause(report, cause, page).flatMap((evidence) =>
      renderEvidence(evidence, quotedFor(report, cause, evidence), page),
    ),
    ...cause.actions.flatMap((action, position) => renderAction(cause, { action, position, page })),
  ]
}

/** What for and what it changes, then its command on a line of its own, whole: a wrapped one cannot be copied. */
function renderAction(
  { actions }: Cause,
  { action, position, page }: { readonly action: Action; readonly position: number; readonly page: Page },
): readonly string[] {
  const number = actions.length > 1 ? `${position + 1}. ` : ''
  const label = `  ${(position === 0 ? 'next' : '').padEnd(8)} `
  return [
    ...hanging(`${label}${number}`, describeAction(action), page),
    ...(action.command === undefined ? [] : [codeLine(action.command, label.length + number.length)]),
  ]
}

/** Evidence of the steps that no cause has quoted. */
export function renderStepEvidence(report: Report, quoted: ReadonlySet<Evidence>, page: Page): readonly string[] {
  const lines = report.steps.flatMap((step) => {
    const evidence = evidenceOfStep(step, quoted, page)
    if (evidence.length === 0) return []
    return [`  ${step.id}`, ...evidence.flatMap((entry) => renderEvidence(entry, step.summary, page))]
  })
  return lines.length > 0 ? [page.paint('strong', 'Evidence'), ...lines] : []
}

function renderEvidence(evidence: Evidence, about: string, page: Page): readonly string[] {
  const cut = (line: string): readonly string[] =>
    page.everything ? wrapText(line, page.width - 14) : [cutLine(line, page.width - 14)]
  const source = wrapText(oneLine(`${evidence.host} $ ${evidence.source}`), page.width - 12)
  return [
    ...source.map((line) => `${' '.repeat(11)}${page.paint('quiet', line)}`),
    ...excerptLines(evidence, about, page).flatMap((line) =>
      cut(line).map((piece) => `${' '.repeat(11)}${page.paint('quiet', '│')} ${piece}`),
    ),
  ]
}
