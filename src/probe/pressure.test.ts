import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parsePressure } from './pressure.ts'

describe('parsePressure()', () => {
  it.each([
    ['debian-11', { kind: 'seen', value: { cpu: { some10: expect.any(Number) }, io: { full60: expect.any(Number) } } }],
    ['debian-12', { kind: 'seen', value: { cpu: { some10: expect.any(Number) }, io: { full60: expect.any(Number) } } }],
    ['debian-13', { kind: 'seen', value: { cpu: { some10: expect.any(Number) }, io: { full60: expect.any(Number) } } }],
    ['busybox', { kind: 'seen', value: { cpu: { some10: expect.any(Number) }, io: { full60: expect.any(Number) } } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parsePressure(readFixture(`pressure/${system}`))).toMatchObject(expected)
  })

  it('takes a missing `full` line of cpu for 0, as the kernel defines it, and of memory for a gap', () => {
    const line = 'avg10=1.50 avg60=2.00 avg300=0.00 total=9'
    const rest = `memory some ${line}\nmemory full ${line}\nio some ${line}\n`
    const stdout = `cpu some ${line}\n${rest}io full ${line}\nend\n`
    expect(parsePressure({ stdout, stderr: '', exit: 0 })).toMatchObject({
      value: { cpu: { some10: 1.5, some60: 2, full10: 0 } },
    })
    expect(parsePressure({ stdout: `cpu some ${line}\n${rest}end\n`, stderr: '', exit: 0 })).toMatchObject({
      reason: 'garbled',
    })
  })

  it.each([
    [
      'unseen unsupported no /proc/pressure\nfix psi\nend\n',
      '',
      { reason: 'unsupported', fix: 'boot with psi=1 on a kernel with CONFIG_PSI (Linux 4.20 and later)' },
    ],
    ['end\n', 'sh: read error: 0: Operation not supported\n', { reason: 'unsupported', fix: 'boot with psi=1' }],
  ])('%j on stdout and %j on stderr have no pressure', (stdout, stderr, expected) => {
    expect(parsePressure({ stdout, stderr, exit: 0 })).toMatchObject({ kind: 'unseen', ...expected })
  })
})
