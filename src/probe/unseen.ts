/**
 * Why a probe could not see.
 * `unreachable`: the host (or the endpoint's vantage) could not be reached · `timed-out`: no answer in time ·
 * `denied`: a permission is missing (`fix` says which) · `not-found`: the thing asked about does not exist there ·
 * `output-limit`: cut off for printing too much · `unsupported`: this system has no such source (no systemd, no PSI) ·
 * `garbled`: an answer that could not be understood · `aborted`: the run ended first ·
 * `this-machine`: the machine that looks is at fault (no route, no resolver, no key, a wrong port): nothing was learnt of
 * what was looked at, and the fix is for this machine.
 */
export type UnseenReason =
  | 'unreachable'
  | 'timed-out'
  | 'denied'
  | 'not-found'
  | 'output-limit'
  | 'unsupported'
  | 'garbled'
  | 'aborted'
  | 'this-machine'

export interface Unseen {
  readonly kind: 'unseen'
  readonly reason: UnseenReason
  /** One line for a person: 'ssh: connection timed out after 4 s'. */
  readonly detail: string
  /** The command or setting that makes it visible: 'usermod -aG systemd-journal probe'. */
  readonly fix?: string
  /** Of a connection that this machine did not get: the system's error (`EAI_AGAIN`) or what it came to (`auth`). */
  readonly code?: string
  /** Where that connection was to go, when its name was looked up already. */
  readonly address?: string
  /** The end of `fix` that is a command; it is made of checked and quoted words alone. */
  readonly command?: string
  /** Where it is to be run: on the host that was looked at, or on the machine that looked. */
  readonly commandAt?: 'host' | 'here'
}

export interface Seen<V> {
  readonly kind: 'seen'
  readonly value: V
}

/** What a parser makes of raw output. */
export type Parsed<V> = Seen<V> | Unseen

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
