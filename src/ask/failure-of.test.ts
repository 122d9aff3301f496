import { describe, expect, it } from 'vitest'
import { failureOf, safeLine } from './failure-of.ts'

const errorOf = (code: string, syscall?: string) => Object.assign(new Error(`it says ${code}`), { code, syscall })

describe('failureOf()', () => {
  it.each([
    ['ECONNREFUSED', 'connect', 'connect', 'refused'],
    ['ENOENT', 'connect', 'connect', 'refused'],
    ['EACCES', 'connect', 'connect', 'denied'],
    ['EHOSTUNREACH', 'connect', 'connect', 'unroutable'],
    ['ENETUNREACH', 'connect', 'connect', 'unroutable'],
    ['ETIMEDOUT', 'connect', 'connect', 'timed-out'],
    ['ENOTFOUND', 'getaddrinfo', 'resolve', 'name-not-found'],
    ['EAI_AGAIN', 'getaddrinfo', 'resolve', 'name-not-found'],
    ['ECONNRESET', 'read', 'answer', 'reset'],
    ['ECONNRESET', undefined, 'answer', 'closed'],
    ['EPIPE', 'write', 'answer', 'reset'],
    ['HPE_INVALID_CONSTANT', undefined, 'answer', 'protocol'],
    ['HPE_INVALID_EOF_STATE', undefined, 'answer', 'closed'],
    ['CERT_HAS_EXPIRED', undefined, 'tls', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, 'tls', 'tls'],
    ['ECONNRESET', 'read', 'tls', 'reset'],
  ] as const)('takes %s of %s while in %s for %s', (code, syscall, phase, failure) => {
    expect(failureOf(errorOf(code, syscall), { phase, afterMs: 5 })).toEqual({
      kind: 'failed',
      failure,
      detail: `it says ${code}`,
      phase,
      afterMs: 5,
    })
  })

  it('names the code where the words do not', () => {
    const error = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' })
    expect(failureOf(error, { phase: 'tls', afterMs: 1 }).detail).toBe('certificate has expired (CERT_HAS_EXPIRED)')
  })

  it('takes what is no error for its words', () => {
    expect(failureOf('gone', { phase: 'answer', afterMs: 1 })).toMatchObject({ failure: 'protocol', detail: 'gone' })
  })
})

describe('safeLine()', () => {
  it('is one clean line without secrets', () => {
    expect(safeLine('a\r\n\u001b[31mb postgres://u:pw@h/ \u0000')).toBe('a b postgres://u:***@h/')
  })
  it('is bounded', () => {
    expect(safeLine('x'.repeat(1000))).toHaveLength(300)
  })
})
