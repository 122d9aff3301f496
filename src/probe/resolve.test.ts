import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseResolve } from './resolve.ts'

describe('parseResolve()', () => {
  it.each([
    ['debian-11', { kind: 'seen', value: { name: 'db1', addresses: ['10.0.0.9'] } }],
    ['debian-12', { kind: 'seen', value: { name: 'db1', addresses: ['10.0.0.9'] } }],
    ['debian-13', { kind: 'seen', value: { name: 'db1', addresses: ['10.0.0.9'] } }],
    ['debian-11-unknown', { kind: 'seen', value: { addresses: [] } }],
    ['debian-12-unknown', { kind: 'seen', value: { addresses: [] } }],
    ['debian-13-unknown', { kind: 'seen', value: { addresses: [] } }],
    ['busybox', { kind: 'unseen', reason: 'unsupported' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseResolve(readFixture(`resolve/${system}`), { subject: 'db1' })).toMatchObject(expected)
  })

  const answer = (status: number, text: string): ReturnType<typeof parseResolve> =>
    parseResolve(
      { stdout: `uptime.1 10.00\nuptime.2 12.50\nstatus ${status}\n${text}\nend\n`, stderr: '', exit: 0 },
      { subject: 'db1' },
    )

  it.each([
    [0, '10.0.0.9 STREAM db1\n10.0.0.9 DGRAM\nfd00::9 STREAM', ['10.0.0.9', 'fd00::9']],
    [0, '10.0.0.9        db1.internal db1', ['10.0.0.9']],
    [2, '', []],
  ])('reads status %i with %j', (status, text, addresses) => {
    expect(answer(status, text)).toEqual({ kind: 'seen', value: { name: 'db1', addresses, durationMs: 2500 } })
  })

  it.each([
    [0, ''],
    [1, ''],
    [3, ''],
    [127, '10.0.0.9 x'],
  ])('believes no status %i with %j', (status, text) => {
    expect(answer(status, text)).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })
})
