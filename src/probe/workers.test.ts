import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseWorkers } from './workers.ts'

describe('parseWorkers()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    [
      'debian-11-port-root',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    [
      'debian-12-port-root',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    [
      'debian-13-port-root',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    [
      'debian-13-port',
      {
        kind: 'seen',
        value: {
          processes: [
            {
              name: 'nginx',
              state: 'S',
              threads: 1,
              startedAt: expect.stringMatching(/^2026-11-21T03:00:1/),
              rssBytes: expect.any(Number),
              cpu: 0,
            },
            { name: 'nginx' },
            { name: 'nginx' },
          ],
        },
      },
    ],
    ['debian-11-stopped', { kind: 'seen', value: { processes: [] } }],
    ['debian-12-stopped', { kind: 'seen', value: { processes: [] } }],
    ['debian-13-stopped', { kind: 'seen', value: { processes: [] } }],
    ['debian-11-port', { kind: 'unseen', reason: 'denied' }],
    ['debian-12-port', { kind: 'unseen', reason: 'denied' }],
    ['debian-12-hidepid', { kind: 'unseen', reason: 'denied', fix: expect.stringContaining('hidepid') }],
    ['debian-12-hidepid-port', { kind: 'unseen', reason: 'denied' }],
    ['busybox', { kind: 'seen', value: { processes: [{ name: 'httpd' }, { name: 'httpd' }] } }],
    ['busybox-port', { kind: 'unseen', reason: 'denied' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseWorkers(readFixture(`workers/${system}`))).toMatchObject(expected)
  })

  const stat = (look: number, comm: string, more: string): string =>
    `stat.${look} 7 (${comm}) ${more} 20 0 4 0 5000 1 1 0\n`
  const workers = (comm: string, first: string, second: string): ReturnType<typeof parseWorkers> => {
    const rest = `/proc/stat:btime 1795227240\n/proc/7/status:VmRSS:\t    1600 kB\nuptime.2 100.50\n`
    const stdout = `from cgroup /x\nuptime.1 100.00\n${stat(1, comm, first)}${rest}${stat(2, comm, second)}end\n`
    return parseWorkers({ stdout, stderr: '', exit: 0 })
  }
  const before = 'R 1 7 7 0 -1 0 1 2 3 4 100 50 0 0'
  const after = 'R 1 7 7 0 -1 0 1 2 3 4 140 60 0 0'

  it.each([['gunicorn'], ['tmux: server'], ['(sd-pam)'], ['a) R 1 (b']])(
    'reads a process named %j and its share of a core',
    (comm) => {
      expect(workers(comm, before, after)).toEqual({
        kind: 'seen',
        value: {
          processes: [
            {
              pid: 7,
              parentPid: 1,
              name: comm,
              state: 'R',
              startedAt: '2026-11-21T02:14:50.000Z',
              threads: 4,
              rssBytes: 1_638_400,
              cpu: 1,
            },
          ],
        },
      })
    },
  )

  it('tells no share of a process that ended between the looks', () => {
    const parsed = workers('x', before, after.replace('R', 'R')).kind === 'seen' && workers('x', before, 'gone')
    expect(parsed).toMatchObject({ value: { processes: [expect.not.objectContaining({ cpu: expect.anything() })] } })
  })
})
