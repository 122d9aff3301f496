import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { causeIds } from '../../src/diagnosis/diagnosis.ts'
import { logSignatures, matchLogLines } from '../../src/signature/match-log-lines.ts'

const table = readFileSync(new URL('../fixtures/log-lines/lines.tsv', import.meta.url), 'utf8')
const cases = table
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'))
  .map(([id = '', line = '', near = '']) => ({ id, line, near }))
const idsOf = (line: string): readonly string[] => matchLogLines([line]).map(({ signature }) => signature.id)

describe('matchLogLines()', () => {
  it.each(cases)('reads a line of $id', ({ id, line }) => expect(idsOf(line)).toContain(id))

  it.each(cases)('does not take a similar line for $id', ({ id, near }) => expect(idsOf(near)).not.toContain(id))

  it('has a line and a similar line for every signature', () => {
    expect(cases.map(({ id }) => id)).toEqual(logSignatures.map(({ id }) => id))
    expect(cases.filter(({ line, near }) => line === '' || near === '')).toEqual([])
  })

  it('supports and speaks against causes that diagnosis knows', () => {
    const named = logSignatures.flatMap(({ supports, against }) => [supports, against]).filter((id) => id !== undefined)
    expect(named.filter((id) => !causeIds.includes(id))).toEqual([])
  })

  it('has a meaning and a source for every signature, and each id once', () => {
    expect(logSignatures.filter(({ meaning, source }) => meaning === '' || source === '')).toEqual([])
    expect(new Set(logSignatures.map(({ id }) => id)).size).toBe(logSignatures.length)
  })
})
