import type { Evidence, Step } from '../checklist/step.ts'
import { type Action, describeAction } from '../diagnosis/action.ts'
import type { Cause } from '../diagnosis/diagnosis.ts'
import { renderDuration } from '../lib/duration.ts'
import { escapeMarkdown, fenceMarkdown } from '../lib/escape-markdown.ts'
import { foldNames } from '../lib/fold-names.ts'
import { oneLine } from '../lib/one-line.ts'
import { evidenceOfCause, evidenceOfStep, excerptLines, type Quoting, quotedFor } from './quote-evidence.ts'
import { renderHeadline } from './render-headline.ts'
import { statusMarks } from './render-text.ts'
import type { Report } from './report.ts'
import { splitFix } from './split-fix.ts'

/** The report as Markdown (CommonMark with GitHub's tables), for a ticket or a postmortem; everything from outside is escaped. */
export function renderMarkdown(report: Report, options: { readonly evidence?: boolean } = {}): string {
  const quoting: Quoting = { everything: options.evidence ?? false }
  const { causes } = report.diagnosis
  const quoted = new Set(causes.flatMap((cause) => evidenceOfCause(report, cause, quoting)))
  const parts = [
    `# ${escapeMarkdown(renderHeadline(report))}`,
    `${escapeMarkdown(report.startedAt)}, took ${renderDuration(report.durationMs)}`,
    ['| status | step | finding |', '|---|---|---|', ...report.steps.map(renderRow)].join('\n'),
    ...causes.flatMap((cause, index) => renderCause(report, cause, { quoting, index })),
    ...section('Changed', (report.changes?.lines ?? []).map(escapeMarkdown)),
    ...section('On one time axis', (report.outcome === 'healthy' ? [] : (report.timeline ?? [])).map(renderMoment)),
    ...section(
      'Ruled out',
      report.diagnosis.ruledOut.map((entry) => `\`${entry.cause}\`: ${escapeMarkdown(entry.text)}`),
    ),
    ...section('Not looked at', report.diagnosis.notLookedAt.map(renderGap)),
    ...renderStepEvidence(report, quoted, quoting),
  ]
  return `${parts.join('\n\n')}\n`
}

function renderRow(step: Step): string {
  return `| ${statusMarks[step.status]} | ${step.id} | ${escapeMarkdown(step.summary)} |`
}

function renderCause(
  report: Report,
  cause: Cause,
  { quoting, index }: { quoting: Quoting; index: number },
): readonly string[] {
  const where = cause.where.length > 0 ? [`**Where:** ${escapeMarkdown(foldNames(cause.where, 12))}`] : []
  return [
    `## ${index === 0 ? 'Cause' : 'Also'}: ${escapeMarkdown(cause.title)} (${cause.strength})`,
    ...where,
    ...list(
      '**Because**',
      cause.because.map((reason) => escapeMarkdown(reason.text)),
      '-',
    ),
    ...evidenceOfCause(report, cause, quoting).map((evidence) =>
      renderEvidence(evidence, quotedFor(report, cause, evidence), quoting),
    ),
    ...list('**Next**', cause.actions.map(renderAction), '1.'),
  ]
}

/** A command is a fenced block of its own inside its item. */
function renderAction(action: Action): string {
  const words = escapeMarkdown(describeAction(action))
  return action.command === undefined
    ? words
    : `${words}\n\n${indentBlock(fenceMarkdown(oneLine(action.command), 'sh'), 3)}\n`
}

function indentBlock(block: string, blanks: number): string {
  return block.replace(/^/gm, ' '.repeat(blanks))
}

function renderMoment(entry: { at: string; distance: string; place: string; text: string }): string {
  return escapeMarkdown(`${entry.at} (${entry.distance}) ${entry.text}`)
}

function renderGap(gap: Report['diagnosis']['notLookedAt'][number]): string {
  const { words, command } = splitFix(gap)
  const told = escapeMarkdown(`${gap.what}: ${gap.why}${words === '' ? '' : ` (to see it: ${words})`}`)
  const lead = words === '' ? `${told} (to see it:)` : told
  return command === undefined ? told : `${lead}\n\n${indentBlock(fenceMarkdown(command, 'sh'), 2)}\n`
}

function renderEvidence(evidence: Evidence, about: string, quoting: Quoting): string {
  const source = `${evidence.host} $ ${evidence.source.replace(/\s+/g, ' ')}`
  return fenceMarkdown([source, ...excerptLines(evidence, about, quoting)].join('\n'))
}

function renderStepEvidence(report: Report, quoted: ReadonlySet<Evidence>, quoting: Quoting): readonly string[] {
  const parts = report.steps.flatMap((step) => {
    const evidence = evidenceOfStep(step, quoted, quoting)
    return evidence.length > 0
      ? [`### ${step.id}`, ...evidence.map((entry) => renderEvidence(entry, step.summary, quoting))]
      : []
  })
  return parts.length > 0 ? ['## Evidence', ...parts] : []
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0
    ? [
        `## ${title}`,
        lines
          .map((line) => `- ${line}`)
          .join('\n')
          .trimEnd(),
      ]
    : []
}

function list(title: string, lines: readonly string[], bullet: string): readonly string[] {
  return lines.length > 0
    ? [
        title,
        lines
          .map((line) => `${bullet} ${line}`)
          .join('\n')
          .trimEnd(),
      ]
    : []
}
