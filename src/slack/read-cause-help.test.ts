import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandIn } from '../../test/support/commands-in-text.ts'
import { causeIds } from '../diagnosis/diagnosis.ts'
import { buildCauseModal } from '../report/slack/answers.ts'
import { readCauseHelp } from './read-cause-help.ts'

const help = readCauseHelp(readFileSync(new URL('../../docs/causes.md', import.meta.url), 'utf8'))

describe.each(causeIds)('the help of %s', (cause) => {
  const told = help.get(cause) ?? ''

  it('is there, and says what to do', () => {
    expect(told).toMatch(/^- Do: /m)
  })

  it('has nothing in it that one would have to fill in', () => {
    const codes = [...told.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
    expect(codes.filter((code) => /<[a-z][^>]*>|…/.test(code))).toEqual([])
  })

  it('has its commands as code, and no command outside of it', () => {
    const plain: string[] = []
    JSON.stringify(buildCauseModal('x', told).blocks, (_key, value: unknown) => {
      if (isPlain(value)) plain.push(value.text)
      return value
    })
    expect(plain.length).toBeGreaterThan(4)
    expect(plain.flatMap((text) => commandIn(text) ?? [])).toEqual([])
  })
})

function isPlain(value: unknown): value is { readonly text: string } {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'text') return false
  return !JSON.stringify(value).includes('"code":true')
}
