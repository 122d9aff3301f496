import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseOom } from './oom.ts'

describe('parseOom()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          kills: [],
          killsSinceBoot: 750,
          isLogReadable: false,
          logFix:
            'let the account read it, as a member of the group systemd-journal: sudo usermod -aG systemd-journal probe',
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          kills: [],
          killsSinceBoot: 750,
          isLogReadable: false,
          logFix:
            'let the account read it, as a member of the group systemd-journal: sudo usermod -aG systemd-journal probe',
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          kills: [],
          killsSinceBoot: 750,
          isLogReadable: false,
          logFix:
            'let the account read it, as a member of the group systemd-journal: sudo usermod -aG systemd-journal probe',
        },
      },
    ],
    [
      'debian-11-root',
      {
        kind: 'seen',
        value: {
          isLogReadable: true,
          kills: expect.arrayContaining([
            expect.objectContaining({
              process: 'gunicorn',
              isCgroup: true,
              cgroup: '/slash503-lab/app2/system.slice/shop.service',
            }),
          ]),
        },
      },
    ],
    [
      'debian-12-root',
      {
        kind: 'seen',
        value: {
          isLogReadable: true,
          kills: expect.arrayContaining([
            expect.objectContaining({
              process: 'gunicorn',
              isCgroup: true,
              cgroup: '/slash503-lab/app2/system.slice/shop.service',
            }),
          ]),
        },
      },
    ],
    [
      'debian-13-root',
      {
        kind: 'seen',
        value: {
          isLogReadable: true,
          kills: expect.arrayContaining([
            expect.objectContaining({
              process: 'gunicorn',
              isCgroup: true,
              cgroup: '/slash503-lab/app2/system.slice/shop.service',
            }),
          ]),
        },
      },
    ],
    ['busybox', { kind: 'seen', value: { kills: [], killsSinceBoot: 750, isLogReadable: false } }],
    ['no-systemd', { kind: 'seen', value: { isLogReadable: true } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseOom(readFixture(`oom/${system}`))).toMatchObject(expected)
  })

  const clock = 'clock 1795230463 3222.74'
  const oom = (...lines: readonly string[]): ReturnType<typeof parseOom> =>
    parseOom({ stdout: `${[clock, ...lines].join('\n')}\nend\n`, stderr: '', exit: 0 })

  it.each([
    [
      '[ 100.500000] Out of memory: Killed process 7 (java) total-vm:1kB',
      { at: '2026-11-21T02:15:40.760Z', process: 'java', pid: 7, isCgroup: false },
    ],
    ['<3>[  100.500000] Out of memory: Killed process 7 (java) total-vm:1kB', { pid: 7 }],
    [
      '1795230000.250000 app1 kernel: Memory cgroup out of memory: Killed process 8 (my (odd) x) total-vm:1kB',
      { at: '2026-11-21T03:00:00.250Z', pid: 8, isCgroup: true },
    ],
  ])('dates %s', (line, kill) => {
    expect(oom(line, 'log journal')).toMatchObject({
      kind: 'seen',
      value: { kills: [{ ...kill, line }], isLogReadable: true },
    })
  })

  it('counts a kill once where the kernel before 5.0 tells the reason on a line of its own', () => {
    const reason = '[ 1.500000] Memory cgroup out of memory: Kill process 9 (php-fpm) score 900 or sacrifice child'
    const kill = '[ 1.600000] Killed process 9 (php-fpm) total-vm:1kB'
    expect(oom(reason, kill, 'log dmesg')).toMatchObject({ value: { kills: [{ pid: 9, isCgroup: true }] } })
  })

  it('leaves out a kill that has no time', () => {
    expect(oom('Out of memory: Killed process 7 (java)', 'log dmesg')).toMatchObject({ value: { kills: [] } })
  })

  it('does not take a journal without kernel lines for a readable kernel log', () => {
    expect(oom('oom_kill 3', '-- No entries --', 'log journal')).toMatchObject({
      value: { killsSinceBoot: 3, isLogReadable: false },
    })
  })

  it('needs no log where the kernel has counted no kill since boot', () => {
    expect(oom('oom_kill 0', 'log counter')).toMatchObject({
      kind: 'seen',
      value: { kills: [], killsSinceBoot: 0, isLogReadable: true },
    })
  })

  it('is denied when there is neither a log nor a counter', () => {
    expect(oom('user probe', '')).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      fix: 'let the account read it, as a member of the group systemd-journal: sudo usermod -aG systemd-journal probe',
      command: 'sudo usermod -aG systemd-journal probe',
      commandAt: 'host',
    })
  })
})
