import { type ConfigText, createIncludes, folderOf } from './config-text.ts'

/** One directive of nginx with its arguments, unquoted; `body` where it opens a block, `code` where that is another language. */
export interface NginxDirective {
  readonly file: string
  readonly words: readonly string[]
  readonly body?: NginxDirective[]
  readonly code?: string
}

/** More than any host serves, in 150 KB; what is beyond, and a file that includes itself in circles, ends here. */
const directivesLimit = 20_000
const includeDepth = 8
/** `http`, `server`, `location`, `if` and some more: deeper blocks are read as if they stood in the one around them. */
const blockDepth = 16

/**
 * The files as one tree: what a file includes stands in the place of its `include`, where it was read; files that nobody
 * includes stand within `http` of the first. A `}` too many is passed over, a block that does not end is closed by the end.
 * Source: ngx_conf_file.c.
 */
export function parseNginxBlocks(files: readonly ConfigText[]): readonly NginxDirective[] {
  const parsed = files.map(({ file, lines }) => ({ file, body: readBlocks(file, lines.join('\n')) }))
  const included = new Set<string>()
  const includes = createIncludes(parsed, folderOf(files[0]?.file ?? ''))
  let left = directivesLimit
  const expand = (body: readonly NginxDirective[], depth: number): NginxDirective[] =>
    body.flatMap((directive) => {
      if (left-- <= 0) return []
      if (directive.body) return [{ ...directive, body: expand(directive.body, depth) }]
      if (directive.words[0] !== 'include' || depth >= includeDepth) return [directive]
      const found = includes(directive.words[1] ?? '')
      for (const { file } of found) included.add(file)
      return found.length === 0 ? [directive] : found.flatMap((each) => expand(each.body, depth + 1))
    })
  const trees = parsed.map(({ file, body }) => ({ file, body: expand(body, 0) }))
  const tree = trees[0]?.body ?? []
  const rest = trees.slice(1).filter(({ file }) => !included.has(file))
  const http = tree.find(({ words }) => words[0] === 'http')?.body ?? tree
  http.push(...rest.flatMap(({ body }) => body))
  return tree
}

function readBlocks(file: string, text: string): NginxDirective[] {
  const root: NginxDirective[] = []
  const open = [root]
  let words: string[] = []
  let at = 0
  const room = { left: directivesLimit }
  const add = (body: NginxDirective[], directive: NginxDirective): void => {
    if (room.left-- > 0) body.push(directive)
  }
  while (at < text.length && room.left > 0) {
    const letter = text[at] ?? ''
    const body = open.at(-1) ?? root
    if (isSpace(letter)) at++
    else if (letter === '#') at = endOfLine(text, at)
    else if (letter === ';') {
      if (words.length > 0) add(body, { file, words })
      words = []
      at++
    } else if (letter === '{' && words[0]?.endsWith('_by_lua_block')) {
      const end = endOfLua(text, at + 1)
      add(body, { file, words, code: text.slice(at + 1, end) })
      words = []
      at = end + 1
    } else if (letter === '{') {
      // A brace without a word opens nothing, but one that closes belongs to it.
      const isOpened = words.length > 0 && open.length < blockDepth
      const within: NginxDirective[] = []
      if (words.length > 0) add(body, { file, words, body: within })
      open.push(isOpened ? within : body)
      words = []
      at++
    } else if (letter === '}') {
      if (open.length > 1) open.pop()
      words = []
      at++
    } else {
      const { word, end } = readWord(text, at)
      words.push(word)
      at = end
    }
  }
  return root
}

/** What goes on in a word of each kind, up to what may end it. */
const runs = { "'": /[^'\\]+/y, '"': /[^"\\]+/y, plain: /[^ \n\t\r;{\\]+/y } as const

/** A word in quotes, or up to white space, `;` or a `{` that belongs to no variable. */
function readWord(text: string, start: number): { readonly word: string; readonly end: number } {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : undefined
  const run = runs[quote ?? 'plain']
  let word = ''
  let at = quote === undefined ? start : start + 1
  while (at < text.length) {
    run.lastIndex = at
    const plain = run.exec(text)?.[0] ?? ''
    word += plain
    at += plain.length
    const letter = text[at] ?? ''
    if (letter === '\\') {
      const next = text[at + 1] ?? ''
      word += next === '"' || next === "'" || next === '\\' ? next : `\\${next}`
      at += 2
    } else if (quote === undefined && letter === '{' && text[at - 1] === '$') {
      word += letter
      at++
    } else break
  }
  return { word, end: quote === undefined ? at : at + 1 }
}

function isSpace(letter: string): boolean {
  return letter === ' ' || letter === '\n' || letter === '\t' || letter === '\r'
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Where the brace that closes a block of Lua stands: those in its texts and comments do not count. */
function endOfLua(text: string, start: number): number {
  const part = /--\[\[|--[^\n]*|\[\[|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}]/g
  part.lastIndex = start
  let depth = 1
  for (let match = part.exec(text); match; match = part.exec(text)) {
    const [found] = match
    if (found.endsWith('[[')) {
      const end = text.indexOf(']]', part.lastIndex)
      part.lastIndex = end < 0 ? text.length : end + 2
    } else if (found === '{') depth++
    else if (found === '}' && --depth === 0) return match.index
  }
  return text.length
}
