import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseDisk } from './disk.ts'

describe('parseDisk()', () => {
  it.each([
    [
      'debian-11',
      {
        kind: 'seen',
        value: {
          mounts: [
            { mount: '/', device: '/dev/vda', totalBytes: 270553174016 },
            { mount: '/tmp' },
            { mount: '/dev/shm' },
            { mount: '/run' },
          ],
        },
      },
    ],
    [
      'debian-12',
      {
        kind: 'seen',
        value: {
          mounts: [
            { mount: '/', device: '/dev/vda', totalBytes: 270553174016 },
            { mount: '/tmp' },
            { mount: '/dev/shm' },
            { mount: '/run' },
          ],
        },
      },
    ],
    [
      'debian-13',
      {
        kind: 'seen',
        value: {
          mounts: [
            { mount: '/', device: '/dev/vda', totalBytes: 270553174016 },
            { mount: '/tmp' },
            { mount: '/dev/shm' },
            { mount: '/run' },
          ],
        },
      },
    ],
    [
      'busybox',
      { kind: 'seen', value: { mounts: [{ mount: '/', device: '/dev/vda', used: expect.closeTo(0.23, 1) }] } },
    ],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseDisk(readFixture(`disk/${system}`))).toMatchObject(expected)
  })

  const head = 'Filesystem 1024-blocks Used Available Capacity Mounted on'
  const inodes = 'Filesystem Inodes IUsed IFree IUse% Mounted on'
  const disk = (...lines: readonly string[]): ReturnType<typeof parseDisk> =>
    parseDisk({ stdout: `${lines.join('\n')}\nend\n`, stderr: '', exit: 0 })

  it('keeps mount points that contain spaces', () => {
    const lines = ['mount /dev/sdb1 /srv/my\\040files ext4 rw', head, '/dev/sdb1 1000 900 100 90% /srv/my files']
    expect(disk(...lines)).toMatchObject({ value: { mounts: [{ mount: '/srv/my files', used: 0.9 }] } })
  })

  it('counts what root keeps for itself as full', () => {
    const lines = [
      'mount /dev/sda1 / ext4 rw',
      head,
      '/dev/sda1 1000 1000 -50 105% /',
      inodes,
      '/dev/sda1 100 100 0 100% /',
    ]
    expect(disk(...lines)).toMatchObject({ value: { mounts: [{ used: 1, availableBytes: 0, inodesUsed: 1 }] } })
  })

  it('tells no inodes of a file system without fixed inodes', () => {
    const lines = ['mount /dev/sda1 / btrfs rw', head, '/dev/sda1 1000 10 990 1% /', inodes, '/dev/sda1 0 0 0 - /']
    expect(disk(...lines)).toMatchObject({
      value: { mounts: [expect.not.objectContaining({ inodesUsed: expect.anything() })] },
    })
  })

  it('sees a root that was remounted read-only after an error', () => {
    const lines = ['mount /dev/sda1 / ext4 ro,relatime', head, '/dev/sda1 1000 10 990 1% /']
    expect(disk(...lines)).toMatchObject({ value: { mounts: [{ isReadOnly: true }] } })
  })

  it('names a network mount that gave no figures', () => {
    const lines = [
      'mount /dev/sda1 / ext4 rw',
      'mount nas:/x /mnt nfs4 rw',
      head,
      '/dev/sda1 1000 10 990 1% /',
      'Killed',
    ]
    expect(disk(...lines)).toMatchObject({
      value: { mounts: [{ mount: '/' }], unmeasured: [{ mount: '/mnt', type: 'nfs4' }] },
    })
  })

  it('counts a device once, by its shortest mount point', () => {
    const lines = [
      'mount /dev/sda1 /a/b ext4 rw',
      'mount /dev/sda1 /a ext4 rw',
      head,
      '/dev/sda1 9 1 8 1% /a/b',
      '/dev/sda1 9 1 8 1% /a',
    ]
    expect(disk(...lines)).toMatchObject({ value: { mounts: [{ mount: '/a' }] } })
  })

  it('makes nothing of mounts that df was not allowed to see', () => {
    const lines = ['mount /dev/sda1 /closed ext4 rw', 'df: /closed: Permission denied']
    expect(disk(...lines)).toMatchObject({ kind: 'unseen', reason: 'denied' })
  })
})
