import { cleanText } from './clean-text.ts'
import { truncate } from './truncate.ts'

/** With a limit no more than this is looked at: a text may be a megabyte, and what is shown of it stands at its beginning. */
const lookedAtChars = 8192

/**
 * Text from outside as one line: control characters gone, runs of white space one space. With `limit` at most so many
 * characters, the last one an ellipsis when something was cut.
 */
export function oneLine(text: string, limit?: number): string {
  const read = limit === undefined ? text : text.slice(0, lookedAtChars)
  const line = cleanText(read).replace(/\s+/g, ' ').trim()
  return limit === undefined ? line : truncate(line, limit)
}
