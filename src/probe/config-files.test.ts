import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseConfigFiles } from './config-files.ts'

describe('parseConfigFiles()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          files: expect.arrayContaining([
            { path: '/etc/haproxy/haproxy.cfg', changedAt: '2026-11-21T03:00:19.000Z' },
            { path: '/etc/systemd/system/nginx.service.d/limits.conf', changedAt: '2026-11-21T03:00:19.000Z' },
          ]),
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          files: expect.arrayContaining([
            { path: '/etc/haproxy/haproxy.cfg', changedAt: '2026-11-21T03:00:19.000Z' },
            { path: '/etc/systemd/system/nginx.service.d/limits.conf', changedAt: '2026-11-21T03:00:19.000Z' },
          ]),
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          files: expect.arrayContaining([
            { path: '/etc/haproxy/haproxy.cfg', changedAt: '2026-11-21T03:00:19.000Z' },
            { path: '/etc/systemd/system/nginx.service.d/limits.conf', changedAt: '2026-11-21T03:00:19.000Z' },
          ]),
        },
      },
    ],
    ['debian-12-denied', { kind: 'seen', value: { unreadable: ['/etc/haproxy'] } }],
    ['busybox', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseConfigFiles(readFixture(`config-files/${system}`))).toMatchObject(expected)
  })

  it('is denied when nothing at all could be seen', () => {
    const stderr = "find: '/etc/haproxy': Permission denied\n"
    const expected = { kind: 'unseen', reason: 'denied', fix: expect.stringContaining('setfacl') }
    expect(parseConfigFiles({ stdout: 'end\n', stderr, exit: 0 })).toMatchObject(expected)
  })

  it.each(['debian-11', 'debian-12', 'debian-13'])('names the newest first and each once on %s', (system) => {
    const parsed = parseConfigFiles(readFixture(`config-files/${system}`))
    const files = parsed.kind === 'seen' ? parsed.value.files : []
    expect(files.length).toBeLessThanOrEqual(20)
    expect(files.map((file) => file.changedAt)).toEqual(
      files
        .map((file) => file.changedAt)
        .toSorted()
        .toReversed(),
    )
    expect(new Set(files.map((file) => file.path)).size).toBe(files.length)
  })
})
