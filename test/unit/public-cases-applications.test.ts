import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { firstMeanings } from '../../src/signature/first-meanings.ts'

const folder = new URL('../fixtures/public-cases/', import.meta.url)

const rows = readFileSync(new URL('application-lines.tsv', folder), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'))
  .map(([program = '', cause = '', line = '']) => ({ program, cause, line }))

const read = (line: string): { program: string; cause: string } => {
  const [first] = firstMeanings([line])
  return { program: first?.signature.program ?? 'unknown', cause: first?.signature.supports ?? '-' }
}

describe('lines of applications, databases, pools and caches', () => {
  it.each(rows)('$cause: $line', ({ program, cause, line }) => {
    const said = read(line)
    expect(said.cause).toBe(cause)
    if (program !== '*') expect(said.program).toBe(program)
  })
})
