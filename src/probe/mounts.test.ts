import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseMounts } from './mounts.ts'

const broken = { mount: '/mnt/broken', device: '/dev/loop0', type: 'ext4', against: 'mount' }
const unwanted = { mount: '/mnt/my files', device: '/dev/loop1', type: 'ext4', against: 'fstab' }
const linesOf = (...lines: readonly string[]) => ({ stdout: `${[...lines, 'end'].join('\n')}\n`, stderr: '', exit: 0 })

describe('parseMounts()', () => {
  // Of the disks of the second kind one had an error, one is not as fstab wants it, and one is an image that it wants so.
  it.each([
    ['debian-12', { kind: 'seen', value: { looked: 21, readOnly: [] } }],
    ['busybox', { kind: 'seen', value: { looked: 21, readOnly: [] } }],
    ['debian-12-read-only', { kind: 'seen', value: { looked: 28, readOnly: [broken, unwanted] } }],
    ['busybox-read-only', { kind: 'seen', value: { looked: 28, readOnly: [broken, unwanted] } }],
    ['debian-12-no-proc', { kind: 'unseen', reason: 'not-found' }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseMounts(readFixture(`mounts/${system}`))).toMatchObject(expected)
  })

  it.each([
    ['a root after an error', 'ext4 rw,relatime ro,errors=remount-ro errors=remount-ro /dev/vda1 /', ['mount']],
    ['btrfs after an error, without a line of fstab', 'btrfs rw,noatime ro,subvol=/var - /dev/vdb /var', ['mount']],
    ['a root that its boot left read-only', 'ext4 ro,relatime ro errors=remount-ro /dev/vda1 /', ['fstab']],
    ['an image that no fstab knows', 'ext4 ro,relatime ro - /dev/mapper/usr /usr', []],
    ['a disk that fstab wants so', 'xfs ro,relatime ro noauto,ro /dev/vdb /srv/archive', []],
    ['one place alone', 'ext4 ro,relatime rw - /dev/vda1 /etc/hosts', []],
    ['words of which `ro` is a part', 'ext4 rw rw,errors=remount-ro - /dev/vda1 /', []],
    ['a line that is cut', 'ext4 rw ro - /dev/vda1', []],
  ])('tells of %s', (_name, line, against) => {
    const parsed = parseMounts(linesOf(`mount ${line}`, 'mounts 40'))
    expect(parsed.kind === 'seen' && parsed.value.readOnly.map((each) => each.against)).toEqual(against)
  })

  it.each([[[]], [['mounts 0']], [['mounts many']], [['mount ext4 rw ro - /dev/vda1 /']]])(
    'sees nothing in %j',
    (lines) => expect(parseMounts(linesOf(...lines))).toMatchObject({ kind: 'unseen', reason: 'garbled' }),
  )
})
