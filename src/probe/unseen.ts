import type { Seen, Unseen, UnseenReason } from './reading.ts'

/** A value that was really read. */
export function seen<V>(value: V): Seen<V> {
  return { kind: 'seen', value }
}

/** Why nothing could be read, in one line, with the command that would change it where there is one. */
export function unseen(reason: UnseenReason, detail: string, fix?: Fix): Unseen {
  return { kind: 'unseen', reason, detail, ...fixOf(fix) }
}

/** What makes a thing visible: words, or a command with what it is for. */
export type Fix = string | Command

interface Command {
  /** Empty where the command says it all. */
  readonly text: string
  /** Of `commandLine`; undefined where a part of it is no valid name: the words have to do. */
  readonly command: string | undefined
  /** `host`: on the host that was looked at · `here`: on the machine that looked. */
  readonly at: 'host' | 'here'
}

/** A fix as readings keep it: one text, and the end of it that is a command. */
export function fixOf(fix: Fix | undefined): Pick<Unseen, 'fix' | 'command' | 'commandAt'> {
  if (fix === undefined) return {}
  if (typeof fix === 'string') return { fix }
  const { text, command, at } = fix
  if (command === undefined) return text === '' ? {} : { fix: text }
  return { fix: text === '' ? command : `${text}: ${command}`, command, commandAt: at }
}
