import type { Document, ErrorCode } from 'yaml'
import { redact } from '../lib/redact.ts'

interface FoundError {
  /** Characters from the start of the text. */
  readonly offset: number
  readonly message: string
}

/** What YAML's own words leave open: what would be right. */
const wanted: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'Tabs are not allowed as indentation: expected spaces',
  MULTIPLE_DOCS: 'A second document begins here: expected one document in the file',
  NON_STRING_KEY: 'A list or map cannot be a key: expected a word',
  RESOURCE_EXHAUSTION: 'Nested too deeply: expected at most 20 levels',
}
/** Errors after the first ones are mostly consequences of them; of one line always. */
const shownLimit = 20

/** Errors of YAML's syntax and custom tags, in the order of the file. Plain ranges and variables inside `[…]` get the hint to quote them. */
export function yamlErrors(document: Document.Parsed, text: string): readonly FoundError[] {
  const found = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  const exhausted = found.find((error) => error.code === 'RESOURCE_EXHAUSTION')
  return (exhausted ? [exhausted] : firstOfLines(found, text)).slice(0, shownLimit).map((error) => ({
    offset: error.pos[0],
    message: `Not valid YAML: ${wanted[error.code] ?? `${wordsOf(error.message)}${quoteHint(text, error.pos[0])}`}`,
  }))
}

function firstOfLines<E extends { readonly pos: readonly [number, number] }>(found: readonly E[], text: string) {
  return found.filter(({ pos }, index) => {
    const before = found[index - 1]?.pos[0]
    return before === undefined || text.slice(before, pos[0]).includes('\n')
  })
}

/** Without the piece of the file that it repeats: that may be the value of a header. */
function wordsOf(message: string): string {
  return redact(message.replace(/( in YAML stream): .*$/s, '$1'))
}

function quoteHint(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(start, start + 500).split('\n', 1)[0] ?? ''
  if (/[\w.-]\[[\w,-]+\]/.test(line)) return ' (write host ranges in quotes: "app[01-20]")'
  return line.includes('${') ? ' (write values with ${…} in quotes inside [ ] and { })' : ''
}
