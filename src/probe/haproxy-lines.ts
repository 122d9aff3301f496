import { type ConfigText, joinContinued } from './config-text.ts'

/** One line of HAProxy's configuration as its words, without quotes, escapes and comment. */
export interface HaproxyLine {
  readonly file: string
  readonly words: readonly string[]
}

/**
 * The lines of all files in order, empty ones left out; a backslash at the end of a line goes on in the next. Variables in
 * double quotes are filled in where `setenv` or `presetenv` gives them, else stay as they are written. Source: configuration.txt, 2.2 and 2.3.
 */
export function parseHaproxyLines(files: readonly ConfigText[]): readonly HaproxyLine[] {
  const variables = new Map<string, string>()
  return files.flatMap(({ file, lines }) => {
    const found: HaproxyLine[] = []
    for (const text of joinContinued(lines, isContinued)) {
      const words = splitWords(text.slice(0, lineChars), variables)
      if (/^(pre)?setenv$/.test(words[0] ?? '')) variables.set(words[1] ?? '', (words[2] ?? '').slice(0, wordChars))
      if (words.length > 0) found.push({ file, words })
    }
    return found
  })
}

function isContinued(text: string, { isFirst }: { readonly isFirst: boolean }): boolean {
  if (isFirst && text.trimStart().startsWith('#')) return false
  let slashes = 0
  while (text[text.length - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}

/** HAProxy's own line has 2048 bytes, unless it is told otherwise. */
const lineChars = 16_384

/** A word that variables make longer than this is cut: one may hold itself twice. HAProxy's own line has 2048 bytes. */
const wordChars = 2048

function splitWords(text: string, variables: ReadonlyMap<string, string>): readonly string[] {
  const words: string[] = []
  let word = ''
  let isBegun = false
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (quote === '' && letter === '#') break
    if (quote === '' && (letter === ' ' || letter === '\t')) {
      if (isBegun) words.push(word)
      word = ''
      isBegun = false
      continue
    }
    isBegun = true
    if (quote === '' && (letter === '"' || letter === "'")) quote = letter
    else if (letter === quote) quote = ''
    else if (letter === '\\' && quote !== "'") word += unescaped(text[++at] ?? '')
    else if (letter === '$' && quote === '"') {
      const [written = '$', inBraces, plain] = /^\$(?:\{(\w+)[^}]{0,200}\}|(\w+))/.exec(text.slice(at, at + 260)) ?? []
      if (word.length < wordChars) word += variables.get(inBraces ?? plain ?? '') ?? written
      at += written.length - 1
    } else word += letter
  }
  if (isBegun) words.push(word)
  return words
}

/** `\r` and its kin in the version of `option httpchk` part the headers of a request. */
function unescaped(letter: string): string {
  return { n: '\n', r: '\r', t: '\t' }[letter] ?? letter
}
