import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseLoad } from './load.ts'

describe('parseLoad()', () => {
  it.each([
    ['debian-11', { kind: 'seen', value: { cores: 2, processes: expect.any(Number) } }],
    ['debian-12', { kind: 'seen', value: { cores: 2, processes: expect.any(Number) } }],
    ['debian-13', { kind: 'seen', value: { cores: 2, processes: expect.any(Number) } }],
    ['busybox', { kind: 'seen', value: { cores: 2, processes: expect.any(Number) } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseLoad(readFixture(`load/${system}`))).toMatchObject(expected)
  })

  it.each([
    [
      '0.71 0.88 0.32 2/143 9999',
      '0-1',
      { one: 0.71, five: 0.88, fifteen: 0.32, runnable: 2, processes: 143, cores: 2 },
    ],
    [
      '130.00 90.1 20.5 131/9000 1',
      '0-7,16',
      { one: 130, five: 90.1, fifteen: 20.5, runnable: 131, processes: 9000, cores: 9 },
    ],
  ])('reads %s on cores %s', (loadavg, cores, value) => {
    const stdout = `loadavg ${loadavg}\ncores ${cores}\nend\n`
    expect(parseLoad({ stdout, stderr: '', exit: 0 })).toEqual({ kind: 'seen', value })
  })

  it.each([
    ['loadavg 0.71 0.88\ncores 0-1\nend\n'],
    ['loadavg 0.71 0.88 0.32 2/143 9999\ncores \nend\n'],
    ['loadavg 0.71 0.88 0.32 2/143 9999\ncores 3-1\nend\n'],
    ['loadavg 0.71 0.88 0.32 2/143 9999\ncores 0-1\n'],
  ])('makes no load of %j', (stdout) => {
    expect(parseLoad({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })
})
