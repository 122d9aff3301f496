import { describe, expect, it } from 'vitest'
import { type BlindCase, blindLines, blindResponses, judge } from '../support/blind-cases.ts'

const rounds = ['blind-round-8', 'blind-round-8b', 'blind-round-8c', 'blind-round-8d', 'blind-round-8e']
const named = (cases: readonly BlindCase[]) => cases.map((each) => ({ name: `${each.kind}: ${each.text}`, each }))

describe('503 explain on inputs that were written down before any rule was asked', () => {
  it.each(named(rounds.flatMap(blindLines)))('reads $name', ({ each }) =>
    expect(judge(each)).toMatchObject({ judged: 'right' }),
  )

  it.each(named(rounds.flatMap(blindResponses)))('reads $name', ({ each }) =>
    expect(judge(each)).toMatchObject({ judged: 'right' }),
  )
})
