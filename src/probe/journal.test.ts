import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseJournal, parseJournalLines } from './journal.ts'

describe('parseJournal()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          unit: 'broken',
          lines: expect.arrayContaining([
            expect.objectContaining({
              program: 'sh',
              pid: expect.any(Number),
              message: "ModuleNotFoundError: No module named 'payments'",
            }),
            expect.objectContaining({ program: 'systemd', pid: 1 }),
            expect.objectContaining({ message: 'connecting to postgres://app:***@db1/orders' }),
          ]),
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          unit: 'broken',
          lines: expect.arrayContaining([
            expect.objectContaining({
              program: 'sh',
              pid: expect.any(Number),
              message: "ModuleNotFoundError: No module named 'payments'",
            }),
            expect.objectContaining({ program: 'systemd', pid: 1 }),
            expect.objectContaining({ message: 'connecting to postgres://app:***@db1/orders' }),
          ]),
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          unit: 'broken',
          lines: expect.arrayContaining([
            expect.objectContaining({
              program: 'sh',
              pid: expect.any(Number),
              message: "ModuleNotFoundError: No module named 'payments'",
            }),
            expect.objectContaining({ program: 'systemd', pid: 1 }),
            expect.objectContaining({ message: 'connecting to postgres://app:***@db1/orders' }),
          ]),
        },
      },
    ],
    ['debian-11-denied', { kind: 'unseen', reason: 'denied', command: 'sudo usermod -aG systemd-journal probe' }],
    ['debian-12-denied', { kind: 'unseen', reason: 'denied', command: 'sudo usermod -aG systemd-journal probe' }],
    ['debian-13-denied', { kind: 'unseen', reason: 'denied', command: 'sudo usermod -aG systemd-journal probe' }],
    ['debian-11-empty', { kind: 'seen', value: { lines: [] } }],
    ['debian-12-empty', { kind: 'seen', value: { lines: [] } }],
    ['debian-13-empty', { kind: 'seen', value: { lines: [] } }],
    ['busybox', { kind: 'unseen', reason: 'unsupported' }],
    ['no-systemd', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseJournal(readFixture(`journal/${system}`), { subject: 'broken' })).toMatchObject(expected)
  })

  it.each([
    [
      '1795230024.432118 vm sh[62]: a: b',
      [{ at: '2026-11-21T03:00:24.432Z', program: 'sh', pid: 62, message: 'a: b' }],
    ],
    ['1795230024.432118 vm kernel: x', [{ at: '2026-11-21T03:00:24.432Z', program: 'kernel', message: 'x' }]],
    ['1795230024.432118 vm my app[7]:', [{ at: '2026-11-21T03:00:24.432Z', program: 'my app', pid: 7, message: '' }]],
    [
      '1795230024.432118 vm a[7]: one\n                     two',
      [{ at: '2026-11-21T03:00:24.432Z', program: 'a', pid: 7, message: 'one\ntwo' }],
    ],
    ['-- Boot 1234 --\n   stray', []],
  ])('reads %j', (text, expected) => {
    expect(parseJournalLines(text.split('\n'))).toEqual(expected)
  })

  it.each([
    ['user jo\n1795230024.432118 vm sh[62]: a\nend\n', 1],
    ['1795230024.432118 vm sh[62]: a\nend\n', 1],
    ['-- No entries --\nend\n', 0],
  ])('reads %j whether the account is named or not', (stdout, lines) => {
    const parsed = parseJournal({ stdout, stderr: '', exit: 0 }, { subject: 'x' })
    expect(parsed.kind === 'seen' ? parsed.value.lines.length : parsed).toBe(lines)
  })

  it('is denied when only some of the journal may be read', () => {
    const stdout = 'user jo\n1795230024.432118 vm sh[62]: own line\nend\n'
    const stderr = 'Hint: You are currently not seeing messages from other users and the system.\n'
    expect(parseJournal({ stdout, stderr, exit: 0 }, { subject: 'x' })).toMatchObject({
      reason: 'denied',
      fix: 'let the account read it, as a member of the group systemd-journal: sudo usermod -aG systemd-journal jo',
      command: 'sudo usermod -aG systemd-journal jo',
      commandAt: 'host',
    })
  })
})
