import { readdirSync, readFileSync } from 'node:fs'
import { array, assert, nat, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseSection, sectionProbes } from './parse-section.ts'

const subject = 'x'
const captures = sectionProbes.flatMap((probe) =>
  readdirSync(`src/probe/fixtures/${probe}`).map((file) => ({ probe, name: `${probe}/${file.replace('.txt', '')}` })),
)
/** `load debian-13`: of which system a capture of a probe is still to be made. */
const owed = readFileSync('src/probe/fixtures/owed.txt', 'utf8').trim().split('\n').slice(1)

describe('parseSection()', () => {
  it.each(sectionProbes)('%s has captures of three releases and of busybox, or owes them', (probe) => {
    const systems = captures.filter((capture) => capture.probe === probe).map(({ name }) => name.split('/')[1])
    const missing = ['debian-11', 'debian-12', 'debian-13', 'busybox'].filter((system) => !systems.includes(system))
    expect(missing.map((system) => `${probe} ${system}`)).toEqual(owed.filter((line) => line.startsWith(`${probe} `)))
  })

  it('owes no capture of a probe that there is not, nor all of one', () => {
    const probes = owed.map((line) => line.split(' ')[0] ?? '')
    expect(probes.filter((probe) => !(sectionProbes as readonly string[]).includes(probe))).toEqual([])
    expect(owed.filter((line) => line.endsWith(' busybox'))).toEqual([])
  })

  it.each(sectionProbes)('%s is unseen when nothing was printed', (probe) => {
    expect(parseSection(probe, { stdout: '', stderr: '', exit: 0 }, { subject }).kind).toBe('unseen')
    expect(parseSection(probe, { stdout: 'end\n', stderr: '', exit: 0 }, { subject }).kind).toBe('unseen')
  })

  it.each(sectionProbes)('%s is denied when the shell says so', (probe) => {
    const output = { stdout: 'end\n', stderr: 'sh: 1: cannot open /proc/x: Permission denied\n', exit: 0 }
    expect(parseSection(probe, output, { subject })).toMatchObject({ kind: 'unseen', reason: 'denied' })
  })

  it.each(sectionProbes)('%s never throws and never makes a value of garbage', (probe) => {
    const lines = array(string()).map((lines) => lines.join('\n'))
    const garbage = oneof(string(), string({ unit: 'binary' }), lines)
    assert(
      property(garbage, garbage, (stdout, stderr) => {
        expect(parseSection(probe, { stdout: `${stdout}\nend\n`, stderr, exit: 0 }, { subject }).kind).toBe('unseen')
      }),
    )
  })

  it.each(captures)('$name is unseen when it was cut short anywhere', ({ probe, name }) => {
    const whole = readFixture(name)
    assert(
      property(nat(whole.stdout.length - 'end\n'.length), (length) => {
        const output = { ...whole, stdout: whole.stdout.slice(0, length) }
        expect(parseSection(probe, output, { subject }).kind).toBe('unseen')
      }),
      { numRuns: 25 },
    )
  })

  it.each(captures)('$name never throws with lines lost, doubled or shuffled', ({ probe, name }) => {
    const whole = readFixture(name)
    const lines = whole.stdout.split('\n').slice(0, -2)
    assert(
      property(array(nat(Math.max(0, lines.length - 1)), { maxLength: 80 }), (picks) => {
        const stdout = [...picks.map((pick) => lines[pick] ?? ''), 'end', ''].join('\n')
        expect(['seen', 'unseen']).toContain(parseSection(probe, { ...whole, stdout }, { subject }).kind)
      }),
      { numRuns: 25 },
    )
  })
})
