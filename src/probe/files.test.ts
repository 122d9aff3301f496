import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseFiles } from './files.ts'

describe('parseFiles()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          max: 2466177,
          processes: [{ name: 'nginx', limit: 4096, open: 12 }, { name: 'nginx' }, { name: 'nginx' }],
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          max: 2466177,
          processes: [{ name: 'nginx', limit: 4096, open: 12 }, { name: 'nginx' }, { name: 'nginx' }],
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          max: 2466177,
          processes: [{ name: 'nginx', limit: 4096, open: 12 }, { name: 'nginx' }, { name: 'nginx' }],
        },
      },
    ],
    [
      'debian-12-hidepid',
      {
        kind: 'seen',
        value: { processes: [], processesUnseen: { reason: 'denied', fix: expect.stringContaining('hidepid') } },
      },
    ],
    [
      'busybox',
      {
        kind: 'seen',
        value: {
          processes: [
            { name: 'httpd', limit: 20000, open: 4 },
            { name: 'httpd', limit: 20000 },
          ],
        },
      },
    ],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseFiles(readFixture(`files/${system}`))).toMatchObject(expected)
  })

  it('tells no count where the kernel tells none', () => {
    const stdout =
      'file-nr 100\t0\t1000\nfrom cgroup /x\nname 7 java\n/proc/7/limits:Max open files   1024   4096   files\nend\n'
    expect(parseFiles({ stdout, stderr: '', exit: 0 })).toEqual({
      kind: 'seen',
      value: { open: 100, max: 1000, processes: [{ pid: 7, name: 'java', limit: 1024 }] },
    })
  })

  it.each([['file-nr 100\nend\n'], ['file-nr 1 2 x\nend\n'], ['from unit without processes\nend\n']])(
    'makes no counts of %j',
    (stdout) => {
      expect(parseFiles({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'unseen', reason: 'garbled' })
    },
  )
})
