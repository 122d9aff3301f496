import type { KnownBlock, PlanBlock, RichTextBlock, SectionBlock, TaskCardBlock } from '@slack/types'
import { describeAction } from '../../diagnosis/action.ts'
import { escapeMrkdwn } from '../../lib/escape-mrkdwn.ts'
import { oneLine } from '../../lib/one-line.ts'
import { truncate } from '../../lib/truncate.ts'
import { pickLines } from '../pick-lines.ts'
import { isSettled, type StepView } from '../run-view.ts'
import { splitFix } from '../split-fix.ts'
import { buildActions } from './actions.ts'
import { buildConclusion, gapWords, pickActions, ruledOutLine } from './conclusion.ts'
import { headline } from './headline.ts'
import { mostShown } from './left-out.ts'
import { line, preformatted, richText, text } from './rich-text.ts'
import type { SlackMessage } from './root-message.ts'
import type { SlackMode, ThreadView } from './view.ts'
import { causeDetail, causeLine, stepLine } from './words.ts'

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
export function buildChecklistMessage(view: ThreadView, mode: SlackMode): SlackMessage {
  if (mode === 'text') return { text: escapeMrkdwn(fitLines(groupLines(view).flat(), textLimit).join('\n')) }
  const notification = escapeMrkdwn(headline(view, 300))
  const actions = view.report ? [buildActions(view)] : []
  if (mode === 'blocks') return { text: notification, blocks: [...buildSections(groupLines(view)), ...actions] }
  const conclusion = view.report ? buildConclusion(view.report) : []
  const candidates: readonly (readonly KnownBlock[])[] = [
    [buildPlan(view, true), ...conclusion, ...actions],
    [buildPlan(view, false), ...conclusion, ...actions],
    [buildPlan(view, false), ...conclusion.slice(0, 1), ...actions],
  ]
  const fitting = candidates.find((blocks) => JSON.stringify(blocks).length <= messageBudget)
  return {
    text: notification,
    blocks: fitting ?? [buildPlan(view, false), ...buildSections([causeLines(view)]), ...actions],
  }
}

function buildPlan(view: ThreadView, withOutput: boolean): PlanBlock {
  return {
    type: 'plan',
    title: truncate(headline(view), 150),
    tasks: stepsOf(view).map((step) => buildTask(step, withOutput)),
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

/** The steps as they stand; of an interrupted run those that will not settle any more are no longer shown as running. */
function stepsOf(view: ThreadView): readonly StepView[] {
  if (!view.interrupted) return view.steps
  return view.steps.map((step) => (isSettled(step) ? step : { ...step, state: 'skipped', summary: 'not looked at' }))
}

/** Everything as lines in three groups (steps, causes, the rest), for workspaces without `plan`. */
function groupLines(view: ThreadView): readonly (readonly string[])[] {
  const steps = [headline(view), ...stepsOf(view).map((step) => stepLine(step))]
  if (!view.report) return [steps]
  const { causes, ruledOut, notLookedAt } = view.report.diagnosis
  const told = causes.flatMap((cause) => [
    `Cause: ${causeLine(cause)}`,
    causeDetail(cause),
    ...cause.because.map((reason) => `- ${reason.text}`),
    ...pickActions(cause).flatMap((action) => [`Next: ${describeAction(action)}`, ...boxOf(action.command)]),
  ])
  const rest = [
    ...ruledOut.map((entry) => `Ruled out: ${ruledOutLine(entry)}`),
    ...notLookedAt.flatMap((gap) => [`Not looked at: ${gapWords(gap)}`, ...boxOf(splitFix(gap).command)]),
  ]
  return [steps, told, rest].map((lines) => lines.map(shorten))
}

/** mrkdwn's box: one command, whole. One that would end the box by its own backticks, or is too long, is left to the report. */
function boxOf(command: string | undefined): readonly string[] {
  if (command === undefined || command.length > mostShown.command || command.includes('```')) return []
  return [`${box}${oneLine(command)}${box}`]
}

const box = '```'

function shorten(entry: string): string {
  const isBox = entry.startsWith(box) && entry.endsWith(box) && entry.length > 2 * box.length
  return isBox ? entry : truncate(oneLine(entry), 200)
}

/** The causes alone, in a line each: what must not be lost however long the rest is. */
function causeLines(view: ThreadView): readonly string[] {
  const causes = view.report?.diagnosis.causes ?? []
  return causes.slice(0, 3).map((cause) => truncate(`Cause: ${causeLine(cause)}`, 300))
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

/** One section block for each group; together at most 5,600 characters, each within Slack's 3,000. */
function buildSections(groups: readonly (readonly string[])[]): readonly SectionBlock[] {
  const all = groups.flat()
  const shown = fitLines(all, 5600)
  const left = [...shown]
  const cut = shown.length < all.length || shown.at(-1) !== all.at(-1) ? left.pop() : undefined
  const parts = groups.map((group) => left.splice(0, group.length)).filter((part) => part.length > 0)
  const last = cut === undefined ? [] : [[cut]]
  return [...parts, ...last].map((part) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: escapeMrkdwn(fitLines(part, 2800).join('\n')), verbatim: true },
  }))
}
