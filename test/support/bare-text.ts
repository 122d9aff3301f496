/**
 * What a command line gives a shell to interpret: all that stands in no quotes, and what double quotes do not keep from
 * being expanded. Of `ssh` also what the shell over there would interpret. Source: POSIX.1-2024 XCU 2.2.
 */
export function bareText(command: string): string {
  const { bare, words } = readShell(command)
  return `${bare}${remoteOf(words).map(bareText).join('')}`
}

/** The words of a command line, as its program gets them. */
export function shellWords(command: string): readonly string[] {
  return readShell(command).words
}

/** SQL outside of string constants and quoted identifiers. */
export function bareSql(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '')
}

interface Read {
  readonly bare: string
  readonly words: readonly string[]
}

function readShell(command: string): Read {
  let bare = ''
  let word: string | undefined
  const words: string[] = []
  for (let at = 0; at < command.length; at++) {
    const char = command[at] ?? ''
    if (char === "'" || char === '"') {
      const end = endOfQuote(command, at)
      const inside = command.slice(at + 1, end)
      word = `${word ?? ''}${inside}`
      if (char === '"' && /[$`\\]/.test(inside)) bare += inside
      at = end
    } else if (char === ' ') {
      if (word !== undefined) words.push(word)
      word = undefined
      bare += char
    } else {
      // A backslash takes the next character as it is.
      const taken = char === '\\' ? (command[++at] ?? '') : char
      word = `${word ?? ''}${taken}`
      if (char !== '\\') bare += char
    }
  }
  return { bare, words: word === undefined ? words : [...words, word] }
}

function endOfQuote(command: string, at: number): number {
  const end = command.indexOf(command[at] ?? '', at + 1)
  if (end < 0) throw new Error(`a quote that does not end: ${command}`)
  return end
}

/** What follows the host. */
function remoteOf(words: readonly string[]): readonly string[] {
  const [program, ...rest] = words
  if (program !== 'ssh') return []
  const host = rest.findIndex((word) => !word.startsWith('-'))
  const remote = rest.slice(host + 1).join(' ')
  return remote === '' ? [] : [remote]
}
