import { array, assert, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSection, sectionProbes } from './parse-section.ts'

describe('parseSection()', () => {
  it.each(sectionProbes)('%s is unseen when nothing was printed', (probe) => {
    expect(parseSection(probe, { stdout: '', stderr: '', exit: 0 }, { subject: 'x' }).kind).toBe('unseen')
    expect(parseSection(probe, { stdout: 'end\n', stderr: '', exit: 0 }, { subject: 'x' }).kind).toBe('unseen')
  })

  it.each(sectionProbes)('%s is denied when the shell says so', (probe) => {
    const output = { stdout: 'end\n', stderr: 'sh: 1: cannot open /proc/x: Permission denied\n', exit: 0 }
    expect(parseSection(probe, output, { subject: 'x' })).toMatchObject({ kind: 'unseen', reason: 'denied' })
  })

  it.each(sectionProbes)('%s never throws and never makes a value of garbage', (probe) => {
    const garbage = oneof(
      string(),
      string({ unit: 'binary' }),
      array(string()).map((lines) => lines.join('\n')),
    )
    assert(
      property(garbage, garbage, (stdout, stderr) => {
        expect(parseSection(probe, { stdout: `${stdout}\nend\n`, stderr, exit: 0 }, { subject: 'x' }).kind).toBe(
          'unseen',
        )
      }),
    )
  })
})
