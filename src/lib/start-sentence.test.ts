import { expect, it } from 'vitest'
import { startSentence } from './start-sentence.ts'

it.each([
  ['users wait', 'Users wait'],
  ['postgres://db1:5432/shop refuses connections', 'postgres://db1:5432/shop refuses connections'],
  ['/var is full', '/var is full'],
  ['db1: too late', 'db1: too late'],
  ['', ''],
])('startSentence %j is %j', (text, expected) => {
  expect(startSentence(text)).toBe(expected)
})
