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

/** The start of a line in at most `width` columns, with an ellipsis when something was cut. */
export function cutLine(line: string, width: number): string {
  if (displayWidth(line) <= width) return line
  return `${cutWord(line, Math.max(1, width - 1))[0] ?? ''}…`
}

function cutWord(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  let columns = 0
  for (const symbol of word) {
    const symbolColumns = displayWidth(symbol)
    if (piece !== '' && columns + symbolColumns > width) {
      pieces.push(piece)
      piece = ''
      columns = 0
    }
    piece += symbol
    columns += symbolColumns
  }
  return [...pieces, piece]
}
