import { oneLine } from './one-line.ts'

/**
 * Text from outside as one line of Markdown that shows as it is: no emphasis, code, link, heading, table cell, HTML or
 * mention comes of it. Source: CommonMark 0.31.2 section 2.4 (ASCII punctuation may be escaped).
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~$]/g, String.raw`\$&`)
    .replace(/^([-+=#>])/, String.raw`\$1`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
    .replace(/(^|\W)@(?=\w)/g, '$1@\u200b')
}

/** Text as a fenced block of a language, its fence longer than any run of backticks in it. */
export function fenceMarkdown(text: string, language: 'text' | 'sh' = 'text'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
