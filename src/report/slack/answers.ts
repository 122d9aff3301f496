import type { ModalView, RichTextElement } from '@slack/types'
import { escapeMrkdwn } from '../../lib/escape-mrkdwn.ts'
import { truncate } from '../../lib/truncate.ts'
import { bold, bullets, code, line, richText, text } from './rich-text.ts'
import type { SlackMessage } from './root-message.ts'

const verbs: readonly (readonly [usage: string, meaning: string])[] = [
  ['/503 check <service>', 'look at a service and say which cause it is; --host <host> and --only <step> narrow it'],
  ['/503 services', 'the services that can be checked'],
  ['/503 status', 'what the bot is doing now'],
  ['/503 explain <url>', 'who answered a URL of one of the services, and what that program means by it'],
  [
    '/503 explain …',
    'the same for a pasted response, or what pasted log lines mean; for files: message menu, Explain this',
  ],
  ['/503 help', 'this'],
  ['@503 recheck', 'in a thread: look again; "@503 check <service>" works there as well'],
]

export function buildHelp(): SlackMessage {
  return {
    text: escapeMrkdwn(verbs.map(([usage, meaning]) => `${usage}: ${meaning}`).join('\n')),
    blocks: [
      richText(
        line(bold('What 503 understands')),
        bullets(verbs.map(([usage, meaning]) => [code(usage), text(`  ${meaning}`)])),
      ),
    ],
  }
}

/** The names that can be checked, in the order of the configuration, under `heading`. */
export function buildServicesList(services: readonly string[], heading = 'Services'): SlackMessage {
  const shown = services.slice(0, 60)
  const rest = services.length > shown.length ? [[text(`and ${services.length - shown.length} more`)]] : []
  return {
    text: escapeMrkdwn(truncate(`${heading}: ${services.join(', ')}`, 3000)),
    blocks: [richText(line(bold(heading)), bullets([...shown.map((name) => [code(truncate(name, 100))]), ...rest]))],
  }
}

/** For a name that is no service: what was typed, and what is close to it. */
export function buildUnknownService(typed: string, nearest: readonly string[]): SlackMessage {
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : 'See /503 services.'
  return plain(`There is no service "${truncate(typed, 80)}". ${hint}`)
}

/** Any one-line answer. */
export function plain(content: string): SlackMessage {
  return { text: escapeMrkdwn(content), blocks: [richText(line(text(truncate(content, 2500))))] }
}

/** Who answered a URL, or wrote what was pasted: the words of `503 explain`. */
export function buildExplainMessage(
  what: string,
  explained: {
    status: number | null
    emitter: { program: string; certainty: string }
    meaning: string
    next: readonly string[]
  },
): SlackMessage {
  const answered = explained.status === null ? 'is a page' : `answered ${explained.status}`
  const { program, certainty } = explained.emitter
  const headline = `${truncate(what, 200)} ${answered}, produced by ${program} (${certainty})`
  return {
    text: escapeMrkdwn(headline),
    blocks: [
      richText(
        line(bold(headline)),
        line(text(`\n${truncate(explained.meaning, 1500)}`)),
        ...(explained.next.length > 0
          ? [bullets(explained.next.slice(0, 5).map((next) => [text(truncate(next, 300))]))]
          : []),
      ),
    ],
  }
}

/** Lines that are shown with their meaning; more make a message that nobody reads. */
const shownLines = 8

/** What pasted lines mean: those that are known, the last ones first to be kept, and how many are not. */
export function buildExplainedLines(
  lines: readonly {
    line: string
    program: string
    meaning: string
    cause: string | null
    next: readonly string[]
  }[],
): SlackMessage {
  const known = lines.filter(({ program }) => program !== 'unknown')
  const shown = known.slice(-shownLines)
  const unknown = lines.length - known.length
  const rest = [
    known.length > shown.length ? `${known.length - shown.length} earlier lines with a meaning are not shown.` : '',
    unknown > 0 ? `Of ${unknown} of ${lines.length} lines no meaning is known; nothing is said about them.` : '',
  ].filter((sentence) => sentence !== '')
  const said = shown.map(
    ({ program, meaning, cause }) => `${program}: ${meaning}${cause === null ? '' : ` (${cause})`}`,
  )
  return {
    text: escapeMrkdwn(truncate([...said, ...rest].join('\n'), 3000)),
    blocks: [
      ...shown.map(({ line: logged, next }, index) =>
        richText(
          line(code(truncate(logged, 250))),
          line(text(`\n${said[index] ?? ''}`)),
          ...(next.length > 0 ? [bullets(next.slice(0, 4).map((step) => [text(truncate(step, 300))]))] : []),
        ),
      ),
      ...(rest.length > 0 ? [richText(line(text(rest.join(' '))))] : []),
    ],
  }
}

/** Where the picked service is found in a submitted view: `view.state.values[block][action]`. */
export const servicePicker = { callback: 'check.pick', block: 'service', action: 'name' } as const

/** The modal behind `/503` without arguments; `privateMetadata` carries the channel. */
export function buildServicePickerModal(services: readonly string[], privateMetadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: servicePicker.callback,
    private_metadata: privateMetadata,
    title: { type: 'plain_text', text: 'Check a service' },
    submit: { type: 'plain_text', text: 'Check' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      {
        type: 'input',
        block_id: servicePicker.block,
        label: { type: 'plain_text', text: 'Service' },
        element: {
          type: 'static_select',
          action_id: servicePicker.action,
          // Slack takes at most 100 options of at most 75 characters each.
          options: services.slice(0, 100).map((name) => ({
            text: { type: 'plain_text', text: truncate(name, 75), emoji: false },
            value: truncate(name, 75),
          })),
        },
      },
    ],
  }
}

/** What is known about a cause, as the documentation has it: a block each point, what stands between backticks as code. */
export function buildCauseModal(title: string, help: string): ModalView {
  const paragraphs = help
    .split(/\n{2,}|\n(?=- )/)
    .filter((paragraph) => paragraph.trim() !== '')
    .slice(0, 40)
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'About this cause' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      richText(line(bold(truncate(title, 300)))),
      ...paragraphs.map((paragraph) => richText(line(...withCode(truncate(paragraph, 2800))))),
    ],
  }
}

function withCode(paragraph: string): readonly RichTextElement[] {
  const parts = paragraph.split('`')
  return parts.flatMap((part, index) => (part === '' ? [] : [index % 2 === 1 ? code(part) : text(part)]))
}
