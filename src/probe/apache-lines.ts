import { type ConfigText, createIncludes, folderOf, joinContinued } from './config-text.ts'

/** One line of httpd's configuration as its words, without quotes; `virtualHost` counts the block that it stands in. */
export interface ApacheLine {
  readonly file: string
  readonly words: readonly string[]
  /** The directive in lower case; 'proxy' and '/proxy' for a block's begin and end. */
  readonly name: string
}

/** More than any host serves, in 150 KB; a file that includes itself in circles, and a macro that uses itself, ends here. */
const linesLimit = 20_000
const nestingLimit = 8

/**
 * The lines of all files in the order in which they count: what a file includes stands in the place of its `Include`, what a
 * macro holds in the place of its `Use`, lines that go on are one, `${NAME}` is filled in where `Define` gives it. Files that
 * nobody includes come last. Sources: configuring.html, mod_core (Define, Include), mod_macro.
 */
export function parseApacheLines(files: readonly ConfigText[]): readonly ApacheLine[] {
  const parsed = files.map(({ file, lines }) => ({ file, lines: joined(lines).map((text) => lineOf(file, text)) }))
  const defined = new Map<string, string>()
  const macros = new Map<string, Macro>()
  const included = new Set<string>()
  const found: ApacheLine[] = []
  // RHEL's file says the folder above its own.
  let root = folderOf(parsed[0]?.file ?? '').replace(/\/conf$/, '')
  let macro: Macro | undefined
  const includes = createIncludes(parsed, root)
  let left = linesLimit
  const read = (lines: readonly ApacheLine[], depth: number): void => {
    for (const raw of lines) {
      if (left-- <= 0 || depth > nestingLimit) return
      const line = { ...raw, words: raw.words.map((word) => filledIn(word, defined)) }
      const { name, words } = line
      if (name === 'macro') macro = { names: words.slice(2), lines: [] }
      else if (name === '/macro') macro = undefined
      else if (macro) macro.lines.push(raw)
      else if (name === 'serverroot') root = (words[1] ?? '').replace(/\/$/, '')
      else if (name === 'define') defined.set(words[1] ?? '', words[2] ?? '')
      else if (name === 'use') read(usedLines(macros.get((words[1] ?? '').toLowerCase()), words.slice(2)), depth + 1)
      else if (/^include(optional)?$/.test(name)) {
        for (const each of includes(words[1] ?? '', root)) {
          included.add(each.file)
          read(each.lines, depth + 1)
        }
      } else found.push(line)
      if (name === 'macro' && macro) macros.set((words[1] ?? '').toLowerCase(), macro)
    }
  }
  for (const { file, lines } of parsed) if (!included.has(file)) read(lines, 0)
  return found
}

interface Macro {
  readonly names: readonly string[]
  readonly lines: ApacheLine[]
}

/** Longer names first, so that `$port` does not take a part of `$portname`. */
/** More lines than a macro has; one may be used on every line. */
const macroLines = 500

function usedLines(macro: Macro | undefined, values: readonly string[]): readonly ApacheLine[] {
  if (!macro) return []
  const given = macro.names
    .slice(0, 32)
    .filter((name) => name !== '')
    .map((name, at) => [name, values[at] ?? ''] as const)
    .toSorted(([a], [b]) => b.length - a.length)
  const fill = (word: string): string =>
    given.reduce((text, [name, value]) => text.replaceAll(name, () => value).slice(0, wordChars), word)
  return macro.lines.slice(0, macroLines).map((line) => ({ ...line, words: line.words.map(fill) }))
}

/** httpd's own line has 8190 bytes. */
const lineChars = 16_384

/** Comments go on as other lines do. */
function joined(lines: readonly string[]): readonly string[] {
  return joinContinued(lines, (line) => line.endsWith('\\'))
    .map((text) => text.slice(0, lineChars).trim())
    .filter((text) => text !== '' && !text.startsWith('#'))
}

function lineOf(file: string, text: string): ApacheLine {
  const isBlock = text.startsWith('<')
  const words = splitWords(isBlock ? text.replace(/^<\s*/, '<').replace(/>\s*$/, '') : text)
  return { file, words, name: (words[0] ?? '').replace(/^</, '').toLowerCase() }
}

function splitWords(text: string): readonly string[] {
  const words = text.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S+/g) ?? []
  return words.map((word) =>
    /^(["']).*\1$/.test(word) && word.length > 1 ? word.slice(1, -1).replace(/\\(["'])/g, '$1') : word,
  )
}

/** A word that definitions make longer than this is cut: one may hold itself twice. httpd's own line has 8190 bytes. */
const wordChars = 4096

function filledIn(word: string, defined: ReadonlyMap<string, string>): string {
  return word.includes('${')
    ? word.replace(/\$\{([^}:]{1,200})\}/g, (all, name: string) => defined.get(name) ?? all).slice(0, wordChars)
    : word
}
