import { displayWidth } from '../lib/display-width.ts'
import { oneLine } from '../lib/one-line.ts'
import { wrapText } from '../lib/wrap-text.ts'

/** What a piece of text is, for the terminal to colour; the text says it all without. */
export type Tone = 'pass' | 'warn' | 'fail' | 'unknown' | 'skipped' | 'strong' | 'quiet'
export type Paint = (tone: Tone, text: string) => string

/** What every part of the text needs to know of the terminal. */
export interface Page {
  readonly width: number
  readonly paint: Paint
  readonly everything: boolean
}

/** A name and its lines, all indented behind it. */
export function field(name: string, texts: readonly string[], page: Page): readonly string[] {
  return texts.flatMap((text, index) => hanging(`  ${(index === 0 ? name : '').padEnd(8)} `, text, page))
}

/** A prefix and a text wrapped beside it; where the prefix leaves too little room, below it. */
export function hanging(prefix: string, text: string, { width }: Page): readonly string[] {
  const room = width - displayWidth(prefix)
  if (room < 24) return [prefix.trimEnd(), ...wrapText(oneLine(text), width - 4).map((line) => `    ${line}`)]
  const [first = '', ...rest] = wrapText(oneLine(text), room)
  return [`${prefix}${first}`, ...rest.map((line) => ' '.repeat(displayWidth(prefix)) + line)]
}

/** A command on a line of its own, never wrapped, set off by blanks alone so that the line can be copied whole. */
export function codeLine(command: string, indent: number): string {
  return `${' '.repeat(indent + 2)}${oneLine(command)}`
}
