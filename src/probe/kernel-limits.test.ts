import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseKernelLimits } from './kernel-limits.ts'

const value = {
  backlogMax: 4096,
  localPorts: { first: 32_768, last: 60_999 },
  pidMax: 4_194_304,
  openFilesMax: 1_048_576,
}

describe('parseKernelLimits()', () => {
  it.each([['debian-11'], ['debian-12'], ['debian-13'], ['busybox']])('reads the capture of %s', (system) => {
    expect(parseKernelLimits(readFixture(`kernel-limits/${system}`))).toEqual({ kind: 'seen', value })
  })

  it.each([
    [/^.*somaxconn.*\n/m, '', 'garbled'],
    [/60999/, '', 'garbled'],
    [/^.*nr_open.*\n/m, 'grep: /proc/sys/fs/nr_open: Permission denied\n', 'denied'],
    [/^.*pid_max.*\n/m, 'grep: /proc/sys/kernel/pid_max: No such file or directory\n', 'not-found'],
  ])('makes no limits of a capture with %s lost and %j said', (lost, stderr, reason) => {
    const stdout = readFixture('kernel-limits/debian-12').stdout.replace(lost, '')
    expect(parseKernelLimits({ stdout, stderr, exit: 0 })).toMatchObject({ kind: 'unseen', reason })
  })
})
