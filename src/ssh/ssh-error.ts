import { oneLine } from '../lib/one-line.ts'
import { type Fix, fixOf, type Unseen, type UnseenReason } from '../probe/unseen.ts'

/** What is kept of an error's words; what a host, an agent or a proxy command says may be long. */
export const detailChars = 400

/** Where a connection or a script came to its end, each with one clear line and, where one exists, the command that fixes it. */
export type SshErrorKind =
  | 'resolve'
  | 'alias'
  | 'own-error'
  | 'wrong-port'
  | 'no-common'
  | 'jump'
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
  | 'no-key'
  | 'channel-refused'
  | 'channel-timeout'
  | 'shell-refused'
  | 'shell-noisy'
  | 'lost'
  | 'aborted'

const reasons: Readonly<Record<SshErrorKind, UnseenReason>> = {
  resolve: 'this-machine',
  alias: 'this-machine',
  'own-error': 'this-machine',
  'wrong-port': 'this-machine',
  'no-common': 'this-machine',
  jump: 'this-machine',
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
  'no-key': 'denied',
  'channel-refused': 'denied',
  'channel-timeout': 'timed-out',
  'shell-refused': 'denied',
  'shell-noisy': 'output-limit',
  lost: 'unreachable',
  aborted: 'aborted',
}

interface SshErrorOptions {
  readonly fix?: Fix | undefined
  readonly cause?: unknown
  readonly code?: string | undefined
  readonly address?: string | undefined
}

/** Whether nothing was heard of the host at all; other errors are words of the host, or of this machine. */
export function isUnreached({ kind }: SshError): boolean {
  return reasons[kind] === 'unreachable'
}

/** An expected end of a connection; becomes a reading through `unseenOf()`. */
export class SshError extends Error {
  readonly kind: SshErrorKind
  readonly fix: string | undefined
  /** `fix` as readings keep it, its command apart. */
  readonly advice: Pick<Unseen, 'fix' | 'command' | 'commandAt'>
  /** The system's error where there is one, else the kind. */
  readonly code: string
  /** The address that was tried; undefined before it was known. */
  readonly address: string | undefined

  constructor(kind: SshErrorKind, message: string, options: SshErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SshError'
    this.kind = kind
    this.advice = fixOf(options.fix)
    this.fix = this.advice.fix
    this.code = options.code ?? kind
    this.address = options.address
  }
}

/** Any error of this folder as a reading. What is not an `SshError` comes from `resolve` and carries its own hint. */
export function unseenOf(error: unknown): Unseen {
  if (error instanceof SshError) {
    const { kind, code, address, advice } = error
    return {
      kind: 'unseen',
      reason: reasons[kind],
      detail: oneLine(`ssh: ${error.message}`, detailChars),
      code,
      ...advice,
      ...(address === undefined ? {} : { address }),
    }
  }
  const { message, hint, detail, fix } = error as { message?: string; hint?: string; detail?: string; fix?: string }
  const unseen = {
    kind: 'unseen',
    reason: 'unreachable',
    detail: oneLine(`ssh: ${detail ?? message ?? String(error)}`, detailChars),
  } as const
  const advice = fix ?? hint
  return advice === undefined ? unseen : { ...unseen, fix: advice }
}
