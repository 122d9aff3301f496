import { describe, expect, it } from 'vitest'
import { type BlindCase, blindLines, blindResponses, judge } from '../support/blind-cases.ts'

const round = 'blind-round-8'
const named = (cases: readonly BlindCase[]) => cases.map((each) => ({ name: `${each.kind}: ${each.text}`, each }))

describe('503 explain on inputs that were written down before any rule was asked', () => {
  it.each(named(blindLines(round)))('reads $name', ({ each }) => expect(judge(each)).toMatchObject({ judged: 'right' }))

  it.each(named(blindResponses(round)))('reads $name', ({ each }) =>
    expect(judge(each)).toMatchObject({ judged: 'right' }),
  )
})
