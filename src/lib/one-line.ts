import { cleanText } from './clean-text.ts'

/** Text from outside as one line: control characters gone, runs of white space one space. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim()
}
