import { cleanText } from '../lib/clean-text.ts'
import type { Unseen, UnseenReason } from '../probe/reading.ts'

/** Where a connection or a script came to its end, each with one clear line and, where one exists, the command that mends it. */
export type SshErrorKind =
  | 'resolve'
  | 'dns'
  | 'refused'
  | 'unroutable'
  | 'connect-timeout'
  | 'handshake-timeout'
  | 'handshake'
  | 'hostkey-unknown'
  | 'hostkey-changed'
  | 'hostkey-revoked'
  | 'auth'
  | 'channel-refused'
  | 'channel-timeout'
  | 'shell-refused'
  | 'shell-noisy'
  | 'lost'
  | 'aborted'

const reasons: Readonly<Record<SshErrorKind, UnseenReason>> = {
  resolve: 'unreachable',
  dns: 'unreachable',
  refused: 'unreachable',
  unroutable: 'unreachable',
  'connect-timeout': 'unreachable',
  'handshake-timeout': 'unreachable',
  handshake: 'unreachable',
  'hostkey-unknown': 'denied',
  'hostkey-changed': 'denied',
  'hostkey-revoked': 'denied',
  auth: 'denied',
  'channel-refused': 'denied',
  'channel-timeout': 'timed-out',
  'shell-refused': 'denied',
  'shell-noisy': 'output-limit',
  lost: 'unreachable',
  aborted: 'aborted',
}

/** An expected end of a connection; becomes a reading through `unseenOf()`. */
export class SshError extends Error {
  readonly kind: SshErrorKind
  readonly fix: string | undefined

  constructor(kind: SshErrorKind, message: string, options: { readonly fix?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SshError'
    this.kind = kind
    this.fix = options.fix
  }
}

/** Any error of this folder as a reading. What is not an `SshError` comes from `resolve` and carries its own hint. */
export function unseenOf(error: unknown): Unseen {
  if (error instanceof SshError) {
    const unseen = { kind: 'unseen', reason: reasons[error.kind], detail: oneLine(`ssh: ${error.message}`) } as const
    return error.fix === undefined ? unseen : { ...unseen, fix: error.fix }
  }
  const { message, hint, detail, fix } = error as { message?: string; hint?: string; detail?: string; fix?: string }
  const unseen = {
    kind: 'unseen',
    reason: 'unreachable',
    detail: oneLine(`ssh: ${detail ?? message ?? String(error)}`),
  } as const
  const advice = fix ?? hint
  return advice === undefined ? unseen : { ...unseen, fix: advice }
}

/** Text from outside as one short line. */
export function oneLine(text: string): string {
  const line = cleanText(text.slice(0, 8192)).replace(/\s+/g, ' ').trim()
  return line.length <= 400 ? line : `${line.slice(0, 399)}…`
}
