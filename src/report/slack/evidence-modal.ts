import type { KnownBlock, ModalView } from '@slack/types'
import type { Evidence, StepId } from '../../checklist/step.ts'
import { truncate } from '../../lib/truncate.ts'
import type { Report } from '../report.ts'
import { button } from './actions.ts'
import { bold, code, line, preformatted, richText, text } from './rich-text.ts'
import { stateWords } from './words.ts'

/** A click inside the modal: which step or page to show; the value is `<step>:<page>`, the run's id is in `private_metadata`. */
export const evidenceActionIds = { step: 'evidence.step', page: 'evidence.page' } as const

const perPage = 5
/** Slack's limit for the text of one rich text element is not published; 2,500 characters were taken without complaint. */
const excerptLimit = 2500

/** The readings behind one step, a page at a time. */
export function buildEvidenceModal(report: Report, options: { step: StepId; page: number; runId: string }): ModalView {
  const step = report.steps.find((candidate) => candidate.id === options.step) ?? report.steps[0]
  const evidence = step?.evidence ?? []
  const pages = Math.max(1, Math.ceil(evidence.length / perPage))
  const page = Math.min(Math.max(0, options.page), pages - 1)
  const shown = evidence.slice(page * perPage, (page + 1) * perPage)
  return {
    type: 'modal',
    callback_id: 'evidence',
    private_metadata: options.runId,
    title: { type: 'plain_text', text: truncate(`Evidence: ${report.service}`, 24), emoji: false },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      buildStepButtons(report, options.step),
      ...(step ? [richText(line(bold(truncate(`${stateWords[step.status]} ${step.id}: ${step.summary}`, 600))))] : []),
      ...shown.map(buildReading),
      ...(shown.length === 0 ? [richText(line(text('Nothing was read for this step.')))] : []),
      ...buildPager({ step: options.step, page, pages }),
    ],
  }
}

/** Only the steps that failed, warn or could not be looked at, each with its first readings. */
export function buildFailedModal(report: Report, options: { runId: string }): ModalView {
  const failed = report.steps.filter((step) => step.status !== 'pass' && step.status !== 'skipped')
  return {
    type: 'modal',
    callback_id: 'failed',
    private_metadata: options.runId,
    title: { type: 'plain_text', text: 'Only what failed' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      ...failed.flatMap((step) => [
        richText(line(bold(truncate(`${stateWords[step.status]} ${step.id}: ${step.summary}`, 1500)))),
        ...step.evidence.slice(0, 3).map(buildReading),
      ]),
      ...(failed.length === 0 ? [richText(line(text('Nothing failed.')))] : []),
    ],
  }
}

function buildReading(entry: Evidence): KnownBlock {
  return richText(
    line(
      bold(truncate(entry.host, 100)),
      text(` at ${entry.at.slice(0, 19).replace('T', ' ')} UTC\n`),
      code(truncate(entry.source, 300)),
    ),
    preformatted(truncate(entry.excerpt, excerptLimit)),
  )
}

function buildStepButtons(report: Report, chosen: StepId): KnownBlock {
  return {
    type: 'actions',
    block_id: 'evidence-steps',
    elements: report.steps.map((step) => ({
      ...button(`${evidenceActionIds.step}.${step.id}`, `${step.id}: ${stateWords[step.status]}`, `${step.id}:0`),
      ...(step.id === chosen ? { style: 'primary' as const } : {}),
    })),
  }
}

function buildPager(at: { step: StepId; page: number; pages: number }): readonly KnownBlock[] {
  if (at.pages < 2) return []
  const earlier =
    at.page > 0 ? [button(`${evidenceActionIds.page}.previous`, 'Previous', `${at.step}:${at.page - 1}`)] : []
  const later =
    at.page < at.pages - 1 ? [button(`${evidenceActionIds.page}.next`, 'Next', `${at.step}:${at.page + 1}`)] : []
  return [
    richText(line(text(`Page ${at.page + 1} of ${at.pages}`))),
    { type: 'actions', block_id: `evidence-pages-${at.page}`, elements: [...earlier, ...later] },
  ]
}
