/** One line of ssh_config, unquoted. */
export interface SshConfigWords {
  /** Lower case. */
  readonly keyword: string
  readonly words: readonly string[]
}

/**
 * A line as OpenSSH reads it (readconf.c, argv_split() of misc.c): keyword, white space or one `=`, words in single or double
 * quotes or plain, `\` before a quote, a space or itself, `#` at the start of a word ends the line. Undefined for empty lines
 * and comments. A ProxyCommand is all that follows, quotes, `#` and all: a shell reads it.
 */
export function parseSshConfigLine(line: string): SshConfigWords | undefined {
  const match = /^[ \t\r\f]*([A-Za-z]\w*)(?:[ \t]*=[ \t]*|[ \t]+|$)(.*?)[ \t\r\f]*$/.exec(line)
  if (!match) return undefined
  const keyword = (match[1] ?? '').toLowerCase()
  const rest = match[2] ?? ''
  return { keyword, words: keyword === 'proxycommand' && rest !== '' ? [rest] : splitSshWords(rest) }
}

/** The words of a text, as the client splits a line of its configuration. */
export function splitSshWords(text: string): readonly string[] {
  const words: string[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === ' ' || text[at] === '\t') {
      at++
      continue
    }
    if (text[at] === '#') break
    const { word, end } = readWord(text, at)
    words.push(word)
    at = end
  }
  return words
}

function readWord(text: string, start: number): { readonly word: string; readonly end: number } {
  let word = ''
  let quote = ''
  let at = start
  for (; at < text.length; at++) {
    const letter = text[at] ?? ''
    const next = text[at + 1] ?? ''
    const isEscape = letter === '\\' && (/['"\\]/.test(next) || (quote === '' && next === ' '))
    if (isEscape) word += text[++at]
    else if (quote === '' && (letter === ' ' || letter === '\t')) break
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter
    else if (letter === quote) quote = ''
    else word += letter
  }
  return { word, end: at }
}
