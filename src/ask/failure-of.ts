import { oneLine } from '../lib/one-line.ts'
import { redact } from '../lib/redact.ts'
import { truncate } from '../lib/truncate.ts'
import type { Failed, FailureKind } from '../probe/answer.ts'

/** Error codes of the system (errno(3), getaddrinfo(3)) and what each says about the endpoint. */
const failureOfCode: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  // A unix socket whose file is gone has nobody behind it, as a refused port.
  ENOENT: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timed-out',
  EHOSTUNREACH: 'unroutable',
  EHOSTDOWN: 'unroutable',
  ENETUNREACH: 'unroutable',
  ENETDOWN: 'unroutable',
  EADDRNOTAVAIL: 'unroutable',
  ENOTFOUND: 'name-not-found',
  // The resolver has trouble: for whoever needs the name now, it does not resolve. The detail says which of the two.
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  EACCES: 'denied',
  EPERM: 'denied',
}

/** A failure of one exchange, from the error that ended it. `startedAt` is of `performance.now()`. */
export function failureOf(error: unknown, at: { readonly phase: Failed['phase']; readonly afterMs: number }): Failed {
  return { kind: 'failed', failure: kindOf(error, at.phase), detail: detailOf(error), ...at }
}

function kindOf(error: unknown, phase: Failed['phase']): FailureKind {
  const { code, syscall } = fieldsOf(error)
  // node:http and node:tls give ECONNRESET without a system call when the peer closed in good order.
  if (code === 'ECONNRESET' && syscall === '') return 'closed'
  if (code === 'HPE_INVALID_EOF_STATE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return 'closed'
  return failureOfCode[code] ?? (phase === 'tls' ? 'tls' : 'protocol')
}

/** What an error says, for a person: as `safeLine`. */
export function detailOf(error: unknown): string {
  const { code, message } = fieldsOf(error)
  return safeLine(code === '' || message.includes(code) ? message : `${message} (${code})`)
}

/** An error may be a megabyte; what is shown of it stands at its beginning. */
const lookedAtChars = 8192

/** Text from outside as one clean line without secrets, at most 300 characters. */
export function safeLine(text: string): string {
  const isCut = text.length > lookedAtChars
  return truncate(redact(oneLine(text.slice(0, lookedAtChars)), { isCut }), 300)
}

function fieldsOf(error: unknown): { code: string; syscall: string; message: string } {
  if (!(error instanceof Error)) return { code: '', syscall: '', message: String(error) }
  const { code, syscall } = error as NodeJS.ErrnoException
  return { code: typeof code === 'string' ? code : '', syscall: syscall ?? '', message: error.message || error.name }
}
