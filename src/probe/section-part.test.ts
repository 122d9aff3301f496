import { describe, expect, it } from 'vitest'
import { partOf } from './section-part.ts'

const output = (stdout: string, stderr = '') => ({ stdout, stderr, exit: 0 })

const cases: readonly [string, string, string, string][] = [
  ['all of a section without parts', 'a 1\nend\n', 'load', 'a 1\nend\n'],
  ['its own part', 'part load\na 1\npart memory\nb 2\nend\n', 'load', 'a 1\nend\n'],
  ['the last part', 'part load\na 1\npart memory\nb 2\nend\n', 'memory', 'b 2\nend\n'],
  ['all of its parts', 'part cpu\n1\npart network\n2\npart cpu\n3\nend\n', 'cpu', '1\n3\nend\n'],
  ['nothing where it has none, and the end', 'part load\na 1\nend\n', 'memory', 'end\n'],
  ['no end where the section was cut short', 'part load\na 1\npart memory\nb', 'load', 'a 1'],
  ['no end where the section was cut short in its part', 'part load\na 1\nen', 'load', 'a 1\nen'],
  [
    'a line that only looks like one',
    'part load\npart of it\n part memory\nend\n',
    'load',
    'part of it\n part memory\nend\n',
  ],
]

describe('partOf()', () => {
  it.each(cases)('gives %s', (_name, stdout, probe, expected) => {
    expect(partOf(output(stdout), probe).stdout).toBe(expected)
  })

  it('tells the errors of one part from those of another', () => {
    const { stderr } = partOf(output('', 'part load\nsh: no such file\npart memory\n'), 'memory')
    expect(stderr).toBe('')
    expect(partOf(output('', 'sh: syntax error\n'), 'memory').stderr).toBe('sh: syntax error\n')
  })
})
