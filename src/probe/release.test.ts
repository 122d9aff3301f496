import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseRelease } from './release.ts'

describe('parseRelease()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          path: '/srv/app/current',
          target: 'releases/20261120',
          changedAt: '2026-11-21T03:00:19.000Z',
          previous: '/srv/app/releases/20261101',
        },
      },
    ],
    ['debian-11-dangling', { kind: 'seen', value: { target: 'releases/gone', isTargetMissing: true } }],
    ['debian-11-directory', { kind: 'seen', value: { changedAt: expect.any(String) } }],
    ['debian-11-missing', { kind: 'unseen', reason: 'not-found' }],
    ['debian-11-denied', { kind: 'unseen', reason: 'denied' }],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          path: '/srv/app/current',
          target: 'releases/20261120',
          changedAt: '2026-11-21T03:00:19.000Z',
          previous: '/srv/app/releases/20261101',
        },
      },
    ],
    ['debian-12-dangling', { kind: 'seen', value: { target: 'releases/gone', isTargetMissing: true } }],
    ['debian-12-directory', { kind: 'seen', value: { changedAt: expect.any(String) } }],
    ['debian-12-missing', { kind: 'unseen', reason: 'not-found' }],
    ['debian-12-denied', { kind: 'unseen', reason: 'denied' }],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          path: '/srv/app/current',
          target: 'releases/20261120',
          changedAt: '2026-11-21T03:00:19.000Z',
          previous: '/srv/app/releases/20261101',
        },
      },
    ],
    ['debian-13-dangling', { kind: 'seen', value: { target: 'releases/gone', isTargetMissing: true } }],
    ['debian-13-directory', { kind: 'seen', value: { changedAt: expect.any(String) } }],
    ['debian-13-missing', { kind: 'unseen', reason: 'not-found' }],
    ['debian-13-denied', { kind: 'unseen', reason: 'denied' }],
    ['busybox', { kind: 'seen', value: { target: 'releases/2', previous: '/srv/app/releases/1' } }],
    ['busybox-missing', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseRelease(readFixture(`release/${system}`), { subject: '/srv/app/current' })).toMatchObject(expected)
  })
})
