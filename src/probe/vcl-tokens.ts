import { type ConfigText, createIncludes, folderOf } from './config-text.ts'

/** A word, a sign, or a text in quotes (whose `text` is what stands between them). */
export interface VclToken {
  readonly kind: 'word' | 'sign' | 'text'
  readonly text: string
  readonly file: string
  /** From 0, of the file. */
  readonly line: number
}

/** More than 150 KB of configuration have; a file that includes itself in circles ends here. */
const tokensLimit = 50_000
const includeDepth = 8

/** Comments, long texts and inline C first, so that nothing in them counts. Source: vcl(7). */
const tokenPattern =
  /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\bC\{[\s\S]*?(?:\}C|$)|"""([\s\S]*?)(?:"""|$)|\{"([\s\S]*?)(?:"\}|$)|"([^"\n]*)"?|[\w.%-]+|\s+|[^\w\s]/g

/** The files as one row of tokens: what a file includes stands in the place of its `include`; files that nobody includes come last. */
export function parseVclTokens(files: readonly ConfigText[]): readonly VclToken[] {
  const parsed = files.map(({ file, lines }) => ({ file, tokens: tokensOf(file, lines.join('\n')) }))
  const included = new Set<string>()
  const includes = createIncludes(parsed, folderOf(files[0]?.file ?? ''))
  let left = tokensLimit
  const found: VclToken[] = []
  const read = (tokens: readonly VclToken[], depth: number): void => {
    for (let at = 0; at < tokens.length && left-- > 0; at++) {
      const token = tokens[at]
      const next = tokens[at + 1]
      if (token?.kind === 'word' && token.text === 'include' && next?.kind === 'text' && depth < includeDepth) {
        for (const each of includes(next.text.replace(/^\.\//, ''))) {
          included.add(each.file)
          read(each.tokens, depth + 1)
        }
        at += 2
      } else if (token) found.push(token)
    }
  }
  for (const { file, tokens } of parsed) if (!included.has(file)) read(tokens, 0)
  return found
}

function tokensOf(file: string, text: string): readonly VclToken[] {
  const tokens: VclToken[] = []
  let line = 0
  for (const match of text.matchAll(tokenPattern)) {
    const [found] = match
    const inQuotes = match[1] ?? match[2] ?? match[3]
    if (inQuotes !== undefined) tokens.push({ kind: 'text', text: inQuotes, file, line })
    else if (/^[\w.%-]/.test(found) && !found.startsWith('C{')) tokens.push({ kind: 'word', text: found, file, line })
    else if (!/^(\s|#|\/\/|\/\*|C\{)/.test(found)) tokens.push({ kind: 'sign', text: found, file, line })
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) line++
    if (tokens.length >= tokensLimit) break
  }
  return tokens
}

/** Where the brace that closes the one at `open` stands; the end of all where it is not closed. */
export function closingBrace(tokens: readonly VclToken[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (isSign(tokens[at], '{')) depth++
    else if (isSign(tokens[at], '}') && --depth === 0) return at
  }
  return tokens.length
}

/** Where the next of these signs stands, from `start` on; the end of all where there is none. */
export function nextSign(tokens: readonly VclToken[], start: number, signs: readonly string[]): number {
  for (let at = start; at < tokens.length; at++) if (signs.some((sign) => isSign(tokens[at], sign))) return at
  return tokens.length
}

export function isSign(token: VclToken | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign
}

export function isWord(token: VclToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text === word
}
