import { describe, expect, it } from 'vitest'
import { isLoopback } from './is-loopback.ts'

describe('isLoopback()', () => {
  it.each([
    'localhost',
    'LOCALHOST.',
    'app.localhost',
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    '0.0.0.0',
  ])('says yes to %s', (host) => expect(isLoopback(host)).toBe(true))
  it.each(['10.0.0.1', 'db1', '127.0.0.1.example.com', 'localhost.example.com', '::2', '1127.0.0.1', ''])(
    'says no to %j',
    (host) => expect(isLoopback(host)).toBe(false),
  )
})
