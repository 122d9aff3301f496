import { expect, it } from 'vitest'
import { redactValue } from './redact-value.ts'

it('redactValue() masks every text of a value and nothing else', () => {
  const value = { a: 'password=hunter2', b: [1, null, true, 'token=x y'], c: { d: 'plain' }, e: undefined }
  expect(redactValue(value)).toEqual({
    a: 'password=***',
    b: [1, null, true, 'token=*** y'],
    c: { d: 'plain' },
    e: undefined,
  })
})

it('redactValue() masks secret headers whole, whatever their case', () => {
  const headers = [
    ['Set-Cookie', 'a=b'],
    ['AUTHORIZATION', 'x'],
    ['X-Set-Cookie', 'kept'],
    ['Server', 'nginx'],
    ['cookie', 'a', 'b'],
    [1, 'cookie'],
  ]
  expect(redactValue(headers)).toEqual([
    ['Set-Cookie', '***'],
    ['AUTHORIZATION', '***'],
    ['X-Set-Cookie', 'kept'],
    ['Server', 'nginx'],
    ['cookie', 'a', 'b'],
    [1, 'cookie'],
  ])
})
