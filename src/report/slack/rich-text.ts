import type { RichTextBlock, RichTextElement, RichTextSection } from '@slack/types'
import { cleanText } from '../../lib/clean-text.ts'

/**
 * Rich text is Slack's one way to show text that cannot mention, link or format: nothing in a `text` element is parsed.
 * Everything that came from a host is shown through these, without control characters.
 */
export function text(content: string): RichTextElement {
  return { type: 'text', text: visible(content) }
}

export function bold(content: string): RichTextElement {
  return { type: 'text', text: visible(content), style: { bold: true } }
}

export function code(content: string): RichTextElement {
  return { type: 'text', text: visible(content), style: { code: true } }
}

export function user(id: string): RichTextElement {
  return { type: 'user', user_id: id }
}

type Part = RichTextBlock['elements'][number]

export function line(...elements: readonly RichTextElement[]): RichTextSection {
  return { type: 'rich_text_section', elements: [...elements] }
}

/** Verbatim, in a box of its own. */
export function preformatted(content: string): Part {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: visible(content) }] }
}

export function bullets(lines: readonly (readonly RichTextElement[])[]): Part {
  return { type: 'rich_text_list', style: 'bullet', elements: lines.map((elements) => line(...elements)) }
}

export function richText(...parts: readonly Part[]): RichTextBlock {
  return { type: 'rich_text', elements: [...parts] }
}

/** Without control characters, which could turn a line around; Slack refuses an empty text element. */
function visible(content: string): string {
  const cleaned = cleanText(content)
  return cleaned === '' ? ' ' : cleaned
}
