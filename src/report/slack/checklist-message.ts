import type { KnownBlock, PlanBlock, RichTextBlock, SectionBlock, TaskCardBlock } from '@slack/types'
import { escapeMrkdwn } from '../../lib/escape-mrkdwn.ts'
import { truncate } from '../../lib/truncate.ts'
import { pickLines } from '../pick-lines.ts'
import { buildActions } from './actions.ts'
import { buildConclusion } from './conclusion.ts'
import { mostShown } from './left-out.ts'
import { line, preformatted, richText, text } from './rich-text.ts'
import type { SlackMessage } from './root-message.ts'
import type { RunView, SlackMode, StepView } from './view.ts'
import { causeLine, headline, stepLine } from './words.ts'

/** Characters of a whole message that Slack takes without complaint, with room to spare (it refuses from about 13,200 on). */
const messageBudget = 10_000

/** `chat.update` refuses text from about 4,000 characters on. */
const textLimit = 3700

const statuses: Readonly<Record<StepView['state'], TaskCardBlock['status']>> = {
  pending: 'pending',
  running: 'in_progress',
  pass: 'complete',
  warn: 'complete',
  fail: 'error',
  // Slack has no status for these two; green would claim that we looked. The word in the title tells them apart.
  unknown: 'error',
  skipped: 'pending',
}

/** The checklist in the thread: one line a step, the conclusion and the buttons once the run has finished. */
export function buildChecklistMessage(view: RunView, mode: SlackMode): SlackMessage {
  if (mode === 'text') return { text: escapeMrkdwn(fitLines(allLines(view), textLimit).join('\n')) }
  const notification = escapeMrkdwn(headline(view, 300))
  const actions = view.report ? [buildActions(view)] : []
  if (mode === 'blocks') return { text: notification, blocks: [...buildSections(allLines(view)), ...actions] }
  const conclusion = view.report ? buildConclusion(view.report) : []
  const candidates: readonly (readonly KnownBlock[])[] = [
    [buildPlan(view, true), ...conclusion, ...actions],
    [buildPlan(view, false), ...conclusion, ...actions],
    [buildPlan(view, false), ...conclusion.slice(0, 1), ...actions],
  ]
  const fitting = candidates.find((blocks) => JSON.stringify(blocks).length <= messageBudget)
  return {
    text: notification,
    blocks: fitting ?? [buildPlan(view, false), ...buildSections(causeLines(view)), ...actions],
  }
}

function buildPlan(view: RunView, withOutput: boolean): PlanBlock {
  return {
    type: 'plan',
    title: truncate(headline(view), 150),
    tasks: view.steps.map((step) => buildTask(step, withOutput)),
  }
}

function buildTask(step: StepView, withOutput: boolean): TaskCardBlock {
  const output = withOutput ? buildOutput(step) : undefined
  return {
    type: 'task_card',
    task_id: step.id,
    title: truncate(stepLine(step), 150),
    status: statuses[step.state],
    details: richText(line(text(step.question))),
    ...(output ? { output } : {}),
  }
}

/** What a failed or unseen step rests on, a few lines of it; the others keep theirs behind *Evidence*. */
function buildOutput(step: StepView): RichTextBlock | undefined {
  if (step.state !== 'fail' && step.state !== 'warn' && step.state !== 'unknown') return undefined
  const [evidence] = step.evidence
  if (!evidence) return undefined
  const lines = pickLines(evidence.excerpt.trim().split('\n'), stepLine(step), mostShown.outputLines).join('\n')
  return richText(
    preformatted(truncate(`${evidence.host}$ ${evidence.source.replace(/\s+/g, ' ')}\n${lines}`, mostShown.output)),
  )
}

/** Everything as lines, for workspaces without `plan`. */
function allLines(view: RunView): readonly string[] {
  const steps = [headline(view), ...view.steps.map((step) => stepLine(step))]
  if (!view.report) return steps
  const { causes, ruledOut, notLookedAt } = view.report.diagnosis
  return [
    ...steps,
    ...causes.flatMap((cause) => [
      `Cause: ${causeLine(cause)}`,
      ...cause.because.map((reason) => `- ${reason.text}`),
      ...cause.next.map((next) => `Next: ${next}`),
    ]),
    ...ruledOut.map((entry) => `Ruled out: ${entry.text}`),
    ...notLookedAt.map((entry) => `Not looked at: ${entry.what}: ${entry.why}`),
  ].map((entry) => truncate(entry.replace(/\s+/g, ' '), 200))
}

/** The causes alone, in a line each: what must not be lost however long the rest is. */
function causeLines(view: RunView): readonly string[] {
  const causes = view.report?.diagnosis.causes ?? []
  return causes.slice(0, 3).map((cause) => truncate(`Cause: ${causeLine(cause)}`.replace(/\s+/g, ' '), 300))
}

/** As many whole lines as fit once escaped. */
function fitLines(lines: readonly string[], limit: number): readonly string[] {
  let used = 0
  const end = lines.findIndex((entry) => {
    used += escapeMrkdwn(entry).length + 1
    return used > limit
  })
  return end === -1 ? lines : [...lines.slice(0, end), `and ${lines.length - end} more lines: see Evidence`]
}

/** Section blocks of at most 3,000 characters each, two of them: all that a short message needs. */
function buildSections(lines: readonly string[]): readonly SectionBlock[] {
  const shown = fitLines(lines, 5600)
  const first = fitLines(shown, 2800).length === shown.length ? shown : shown.slice(0, Math.ceil(shown.length / 2))
  return [first, shown.slice(first.length)]
    .filter((part) => part.length > 0)
    .map((part) => ({
      type: 'section',
      text: { type: 'mrkdwn', text: escapeMrkdwn(fitLines(part, 2800).join('\n')), verbatim: true },
    }))
}
