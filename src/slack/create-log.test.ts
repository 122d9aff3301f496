import { expect, it } from 'vitest'
import { describeError } from './create-log.ts'

it.each([
  ['an error', new TypeError('no way to postgres://u:hunter2@db/ \u001b[31m'), 'no way to postgres://u:***@db/ '],
  ['what is no error', 'no way to postgres://u:hunter2@db/', 'no way to postgres://u:***@db/'],
])('describeError() shows %s without secrets and control characters', (_, error, words) => {
  const described = describeError(error)
  expect(described instanceof Object && 'message' in described ? described.message : described).toBe(words)
  expect(JSON.stringify(described)).not.toMatch(/hunter2|\u001b/)
})
