import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEndpoint } from '../service/parse-endpoint.ts'
import { substituteEnv } from './substitute-env.ts'

const env = { A: 'x', PW: 'p@s/s#?%', ENCODED: 'p%40s', EMPTY: '', PORT: '81' }

describe('substituteEnv()', () => {
  it.each([
    ['plain', 'plain'],
    ['${A}-${A}', 'x-x'],
    ['${NONE:-other}', 'other'],
    ['${NONE:-}', ''],
    ['${EMPTY:-other}', 'other'],
    ['${A:-other}', 'x'],
    ['$${A}', '${A}'],
    ['$A $ {A}', '$A $ {A}'],
    ['postgres://u:${PW}@db:${PORT}/x', 'postgres://u:p%40s%2Fs%23%3F%25@db:81/x'],
    ['postgres://${A}:${ENCODED}@db/x', 'postgres://x:p%40s@db/x'],
    ['redis://:${NONE:-a@b}@c', 'redis://:a%40b@c'],
    ['postgres://db/${PW}', 'postgres://db/p@s/s#?%'],
    ['https://${A}/@${PW}', 'https://x/@p@s/s#?%'],
    ['${PW}', 'p@s/s#?%'],
  ])('fills in %s', (template, text) => {
    expect(substituteEnv(template, env)).toEqual({ text, problems: [] })
  })

  it.each([
    ['${NONE}', 'environment variable NONE is not set'],
    ['${toString}', 'environment variable toString is not set'],
    ['${EMPTY}', 'environment variable EMPTY is empty'],
    ['${', '"${" without a variable'],
    ['${A', '"${" without a variable'],
    ['${1A}', '"${" without a variable'],
    ['${A-b}', '"${" without a variable'],
  ])('reports %s', (template, problem) => {
    expect(substituteEnv(template, env).problems).toEqual([expect.stringContaining(problem)])
  })

  it('carries every password into a URL and out again', () => {
    const password = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.isWellFormed() && !/%[0-9a-f]{2}/i.test(text))
    const property = fc.property(password, (password) => {
      const { text } = substituteEnv('postgres://probe:${PW}@db1/orders', { PW: password })
      const parsed = parseEndpoint(text)
      return parsed.kind === 'right' && decodeURIComponent(new URL(parsed.value.url).password) === password
    })
    expect(fc.check(property)).toMatchObject({ failed: false })
  })
})
