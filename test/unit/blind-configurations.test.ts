import { describe, expect, it } from 'vitest'
import { blindConfigurations, judgeConfiguration } from '../support/blind-configurations.ts'
import { configParsers } from '../support/config-facts.ts'

const cases = blindConfigurations('blind-round-8d').map((each) => ({ name: `${each.program}: ${each.name}`, each }))

describe('configurations that were written down before any parser was asked', () => {
  it.each(cases)('says of $name what stands in it, and nothing else', ({ each }) =>
    expect(judgeConfiguration(each)).toEqual({ missed: [], untrue: [] }),
  )

  it('are of every program whose configuration is read', () => {
    expect(new Set(cases.map(({ each }) => each.program))).toEqual(new Set(Object.keys(configParsers)))
  })
})
