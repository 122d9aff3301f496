import { displayWidth } from './display-width.ts'

/**
 * One line of text broken into lines of at most `width` columns, at spaces where there are any, so that a path or a
 * hash longer than a line is cut and nothing is lost.
 */
export function wrapText(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((word) => cutWord(word, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** A character with its marks may be long; one line of a terminal is never made of more than this. */
const lookedAtChars = 4096

/** The start of a line in at most `width` columns, with an ellipsis when something was cut. */
export function cutLine(line: string, width: number): string {
  const start = line.slice(0, lookedAtChars)
  if (start === line && displayWidth(line) <= width) return line
  return `${cutWord(start, Math.max(1, width - 1))[0] ?? ''}…`
}

const characters = new Intl.Segmenter()

function cutWord(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word]
  const pieces: string[] = []
  const widths = new Map<string, number>()
  let piece = ''
  let columns = 0
  for (const { segment } of characters.segment(word)) {
    const segmentColumns = widths.get(segment) ?? displayWidth(segment)
    widths.set(segment, segmentColumns)
    if (piece !== '' && columns + segmentColumns > width) {
      pieces.push(piece)
      piece = ''
      columns = 0
    }
    piece += segment
    columns += segmentColumns
  }
  return [...pieces, piece]
}
