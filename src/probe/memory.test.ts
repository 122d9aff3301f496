import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseMemory } from './memory.ts'

describe('parseMemory()', () => {
  it.each([
    ['debian-11', { kind: 'seen', value: { totalBytes: 25276510208, swapTotalBytes: 0, swapFreeBytes: 0 } }],
    ['debian-12', { kind: 'seen', value: { totalBytes: 25276510208, swapTotalBytes: 0, swapFreeBytes: 0 } }],
    ['debian-13', { kind: 'seen', value: { totalBytes: 25276510208, swapTotalBytes: 0, swapFreeBytes: 0 } }],
    ['busybox', { kind: 'seen', value: { totalBytes: 25276510208, swapTotalBytes: 0, swapFreeBytes: 0 } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseMemory(readFixture(`memory/${system}`))).toMatchObject(expected)
  })

  it('makes no available memory of a kernel that tells none', () => {
    const stdout = 'MemTotal: 100 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\nend\n'
    expect(parseMemory({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'unseen', reason: 'unsupported' })
  })

  it.each([['MemTotal: x kB\nend\n'], ['MemTotal: 1 kB\nMemAvailable: 1 kB\nend\n']])(
    'makes no memory of %j',
    (stdout) => {
      expect(parseMemory({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'unseen', reason: 'garbled' })
    },
  )
})
