import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseProxyLog } from './proxy-log.ts'

describe('parseProxyLog()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          program: 'nginx',
          path: '/var/log/nginx/error.log',
          lastAt: '2026-11-21T03:02:39.000Z',
          lines: expect.arrayContaining([expect.stringContaining('limiting requests')]),
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          program: 'nginx',
          path: '/var/log/nginx/error.log',
          lastAt: '2026-11-21T03:02:39.000Z',
          lines: expect.arrayContaining([expect.stringContaining('limiting requests')]),
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          program: 'nginx',
          path: '/var/log/nginx/error.log',
          lastAt: '2026-11-21T03:02:39.000Z',
          lines: expect.arrayContaining([expect.stringContaining('limiting requests')]),
        },
      },
    ],
    ['debian-11-denied', { kind: 'unseen', reason: 'denied', fix: expect.stringContaining('usermod -aG adm probe') }],
    ['debian-12-denied', { kind: 'unseen', reason: 'denied', fix: expect.stringContaining('usermod -aG adm probe') }],
    ['debian-13-denied', { kind: 'unseen', reason: 'denied', fix: expect.stringContaining('usermod -aG adm probe') }],
    ['busybox', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseProxyLog(readFixture(`proxy-log/${system}`))).toMatchObject(expected)
  })

  const log = (path: string, ...lines: readonly string[]): ReturnType<typeof parseProxyLog> =>
    parseProxyLog({
      stdout: `user probe\nclock 1795230465 +0100\npath ${path}\n${lines.join('\n')}\nend\n`,
      stderr: '',
      exit: 0,
    })

  it('leaves out lines of another incident, but tells when the last was written', () => {
    const parsed = log('/var/log/nginx/error.log', '> 2026/11/20 04:00:00 [error] 1#1: old', '> a second line of it')
    expect(parsed).toMatchObject({ value: { lines: [], lastAt: '2026-11-20T03:00:00.000Z' } })
  })

  it('masks secrets and keeps lines without a time of their own', () => {
    const parsed = log('/var/log/nginx/error.log', '> 2026/11/21 04:07:00 [error] 1#1: GET /?api_key=abc', '> more')
    expect(parsed).toMatchObject({ value: { lines: ['2026/11/21 04:07:00 [error] 1#1: GET /?api_key=***', 'more'] } })
  })

  it('takes an empty log for good news and no log for a gap', () => {
    expect(log('/var/log/nginx/error.log')).toEqual({
      kind: 'seen',
      value: { program: 'nginx', path: '/var/log/nginx/error.log', lines: [] },
    })
    const none = parseProxyLog({ stdout: 'user probe\nclock 1795230465 +0000\nend\n', stderr: '', exit: 0 })
    expect(none).toMatchObject({ kind: 'unseen', reason: 'not-found' })
  })
})
