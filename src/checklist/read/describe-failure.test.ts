import { expect, it } from 'vitest'
import { failed } from '../../../test/support/faults.ts'
import type { Failed } from '../../probe/answer.ts'
import { describeFailure, nameFailure } from './describe-failure.ts'

const cases: readonly (readonly [failed: Failed, words: string, name: string])[] = [
  [failed('refused'), 'connection refused', 'connection refused'],
  [failed('timed-out'), 'no connection within 4.0 s', 'no answer'],
  [failed('timed-out', { phase: 'answer', afterMs: 800 }), 'connected, but no answer within 800 ms', 'no answer'],
  [failed('tls', { phase: 'tls' }), 'TLS handshake failed', 'TLS handshake failed'],
  [
    failed('tls', { phase: 'tls', detail: 'certificate has expired (CERT_HAS_EXPIRED)' }),
    'TLS handshake failed: its certificate has expired',
    'TLS handshake failed',
  ],
  [failed('quantum' as 'tls'), 'it fails', 'it fails'],
]

it.each(cases)('describeFailure() of %j', (failure, words, name) => {
  expect(describeFailure(failure)).toBe(words)
  expect(nameFailure(failure)).toBe(name)
})
