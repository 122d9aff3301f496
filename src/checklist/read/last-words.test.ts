import { expect, it } from 'vitest'
import { blameOf, isRaisedError, withoutPrefix } from './last-words.ts'

const blames: readonly (readonly [line: string, blame: ReturnType<typeof blameOf>])[] = [
  ['connect: Connection refused', 'elsewhere'],
  ['could not extend file "base/1": No space left on device', 'elsewhere'],
  ['OSError: [Errno 28] No space left on device', 'starved'],
  ['acme.db.PoolTimeout: waited 5 s', 'elsewhere'],
  ['JDBCConnectionException: Unable to acquire JDBC Connection', 'elsewhere'],
  ['EMFILE', 'starved'],
  ['inotify_add_watch("/etc/shop") failed: No space left on device', undefined],
  ['Error: ENOSPC: System limit for number of file watchers reached', undefined],
  ['GET / 200', undefined],
]

it.each(blames)('blameOf(%s)', (line, blame) => {
  expect(blameOf(line)).toBe(blame)
})

it('isRaisedError() knows the error that ends a program', () => {
  expect(isRaisedError("ModuleNotFoundError: No module named 'x'")).toBe(true)
  expect(isRaisedError('GET /Error: 200')).toBe(false)
})

it('withoutPrefix() drops what a logger put before a line', () => {
  expect(withoutPrefix('[2026-03-02 10:00:00] [7] [ERROR] boom')).toBe('boom')
  expect(withoutPrefix('boom [7] x')).toBe('boom [7] x')
})
