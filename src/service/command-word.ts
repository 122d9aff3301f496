import { quote } from '../lib/quote.ts'
import { nameRules } from './name-rules.ts'

/**
 * A word that was found fit for a command and is already quoted. Commands are put together from these alone, so that
 * what a host, a database or a page said reaches a shell as one name of its kind, or not at all.
 */
export interface CommandWord {
  readonly quoted: string
}

/** No word begins with `-`, none holds a blank, a quote or a control character. */
const rules = {
  host: nameRules.host.pattern,
  unit: nameRules.unit.pattern,
  user: nameRules.user.pattern,
  /** Absolute, without `..`, of characters that need no quotes in any shell. */
  path: /^(?!.*(?:^|\/)\.\.(?:\/|$))\/[\w@%+=:,./~-]{0,1000}$/,
  /** A URL of plain characters; quotes keep `&`, `?` and the like from the shell. */
  url: /^[a-z][a-z0-9+.-]{1,20}:\/\/(?:[\w.~%-]{1,100}@)?(?:[A-Za-z0-9_]|\[[0-9A-Fa-f:.])[\w.~:/?#[\]@&+,;=%-]{0,2000}$/,
  /** `10.0.0.11:8000`, `[::1]:80`, `cache1:6379`. */
  address: /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\]):\d{1,5}$/,
  /** Names of proxies and servers: "letters, digits, '-', '_', '.' and ':'" (HAProxy configuration manual, 2.4). */
  server: /^[A-Za-z0-9_.:][A-Za-z0-9_.:-]{0,200}$/,
} as const

/** The word quoted for a shell where it is a valid name of its kind; undefined where it is not. */
export function commandWord(kind: keyof typeof rules, text: string | undefined): CommandWord | undefined {
  if (text === undefined || !rules[kind].test(text)) return undefined
  return { quoted: quote(text) }
}

/** A whole number of zero or more as a word. */
export function figureWord(figure: number | undefined): CommandWord | undefined {
  return figure !== undefined && Number.isSafeInteger(figure) && figure >= 0 ? { quoted: String(figure) } : undefined
}

/** Any text of our own, or one made of checked parts, as one word; readable where double quotes are enough. */
export function textWord(text: string | undefined): CommandWord | undefined {
  if (text === undefined || hasControl(text)) return undefined
  return { quoted: /["$`\\!]/.test(text) || /^[\w@%+=:,./-]+$/.test(text) ? quote(text) : `"${text}"` }
}

/**
 * A command line of fixed text around words: commandLine`systemctl status ${commandWord('unit', name)}`. Undefined as
 * soon as one word is: a command with a hole is none.
 */
export function commandLine(
  fixed: TemplateStringsArray,
  ...words: readonly (CommandWord | undefined)[]
): string | undefined {
  let line = fixed.raw[0] ?? ''
  for (const [index, word] of words.entries()) {
    if (word === undefined) return undefined
    line += word.quoted + (fixed.raw[index + 1] ?? '')
  }
  return line
}

/** A command to be run on a host, as typed at one's own machine. sudo needs a terminal to ask for a password. */
export function throughSsh(host: string, line: string | undefined): string | undefined {
  const target = commandWord('host', host)
  if (target === undefined || line === undefined) return undefined
  // Words of plain characters reach the remote shell as they are.
  const remote = /^[\w@%+=:,./ -]+$/.test(line) ? line : textWord(line)?.quoted
  if (remote === undefined) return undefined
  return `ssh ${/(?:^|[^\w-])sudo /.test(line) ? '-t ' : ''}${target.quoted} ${remote}`
}

/**
 * A text as a string constant of PostgreSQL. Undefined for control characters, and for a backslash, which a server with
 * `standard_conforming_strings` off takes for an escape.
 */
export function sqlLiteral(text: string): string | undefined {
  return hasControl(text) || text.includes('\\') || text.length > 200 ? undefined : `'${text.replaceAll("'", "''")}'`
}

/** A name as a quoted identifier of PostgreSQL. */
export function sqlIdentifier(name: string): string | undefined {
  return name === '' || hasControl(name) || name.length > 63 ? undefined : `"${name.replaceAll('"', '""')}"`
}

function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text)
}
