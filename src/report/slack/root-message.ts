import type { KnownBlock } from '@slack/types'
import { escapeMrkdwn } from '../../lib/escape-mrkdwn.ts'
import { oneLine } from '../../lib/one-line.ts'
import { truncate } from '../../lib/truncate.ts'
import type { Report } from '../report.ts'
import { renderVerdict } from '../verdict.ts'
import { headline } from './headline.ts'
import { bold, line, richText, text, user } from './rich-text.ts'
import type { SlackMode, ThreadView } from './view.ts'
import { causeDetail, causeLine, elapsed, settledCount } from './words.ts'

/** A message for Slack; `text` is always set: it is the notification, and all that the oldest clients show. */
export interface SlackMessage {
  readonly text: string
  readonly blocks?: readonly KnownBlock[]
}

/** The message in the channel: what is looked at and for whom, and in the end the verdict, so that nobody needs to open the thread to know. */
export function buildRootMessage(view: ThreadView, mode: SlackMode): SlackMessage {
  const notification = escapeMrkdwn(headline(view, 300))
  if (mode === 'text') return { text: `${notification}\n${escapeMrkdwn(contextLine(view))}` }
  const asked = view.askedBy ? [text(' · asked by '), user(view.askedBy)] : []
  return {
    text: notification,
    blocks: [richText(...verdict(view), line(text(contextLine(view)), ...asked))],
  }
}

function verdict(view: ThreadView): ReturnType<typeof line>[] {
  const { report } = view
  if (!report || view.interrupted) return [line(bold(`${headline(view)}\n`))]
  const causes = report.diagnosis.causes.slice(0, 2)
  const [first] = causes
  const detail = first === undefined ? [] : [line(text(`${truncate(causeDetail(first), 200)}\n`))]
  return [
    line(bold(`${truncate(oneLine(renderVerdict(report)), 200)}\n`)),
    ...ownTrouble(report),
    ...causes.map((cause) => line(text(`${truncate(causeLine(cause), 300)}\n`))).toSpliced(1, 0, ...detail),
  ]
}

/** What is amiss with the bot's own machine, and what to do there, before any cause. */
function ownTrouble({ outcome, diagnosis }: Report): ReturnType<typeof line>[] {
  const [own] = outcome === 'inconclusive' ? (diagnosis.thisMachine ?? []) : []
  if (own === undefined) return []
  return [own.text, ...(own.fix ? [own.fix] : [])].map((words) => line(text(`${truncate(oneLine(words), 300)}\n`)))
}

function contextLine(view: ThreadView): string {
  if (!view.report && settledCount(view) === 0 && !view.interrupted) return 'looking now · details in the thread'
  const hosts = view.hosts === 1 ? '1 host' : `${view.hosts} hosts`
  const state = view.report ? coverage(view) : `${settledCount(view)} of ${view.steps.length} steps`
  return `${state} on ${hosts} in ${elapsed(view)} · details in the thread`
}

/** '7 steps', '5 of 7 steps' where two do not apply, '7 steps (2 not fully seen)'. */
function coverage({ steps }: ThreadView): string {
  const open = steps.filter(({ state }) => state === 'unknown').length
  const looked = steps.filter(({ state }) => state !== 'skipped').length
  const count = looked === steps.length ? `${looked} steps` : `${looked} of ${steps.length} steps`
  return open === 0 ? count : `${count} (${open} not fully seen)`
}
