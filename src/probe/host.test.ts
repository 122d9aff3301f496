import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { parseHost } from './host.ts'

describe('parseHost()', () => {
  it.each([
    [
      'debian-11',
      { kind: 'seen', value: { os: 'debian 11', init: 'systemd', user: 'probe', groups: ['probe'], cores: 2 } },
    ],
    [
      'debian-12',
      { kind: 'seen', value: { os: 'debian 12', init: 'systemd', user: 'probe', groups: ['probe'], cores: 2 } },
    ],
    [
      'debian-13',
      { kind: 'seen', value: { os: 'debian 13', init: 'systemd', user: 'probe', groups: ['probe'], cores: 2 } },
    ],
    ['busybox', { kind: 'seen', value: { os: 'unknown', init: 'other', user: 'probe', cores: 2 } }],
    ['debian-12-hidepid', { kind: 'seen', value: { user: 'probe' } }],
  ])('reads the capture of %s', (system, expected) => {
    expect(parseHost(readFixture(`host/${system}`))).toMatchObject(expected)
  })

  it.each([
    ['uid=0(root) gid=0(root)', { user: 'root', groups: ['root'] }],
    [
      'uid=1000(probe) gid=1000(probe) groups=1000(probe),4(adm),101(systemd-journal)',
      { user: 'probe', groups: ['probe', 'adm', 'systemd-journal'] },
    ],
    ['uid=1001 gid=1001 groups=1001', { user: '1001', groups: ['1001'] }],
    [
      'uid=50(EXAMPLE\\jo) gid=51(EXAMPLE\\domain users) groups=51(EXAMPLE\\domain users),52(ops)',
      { user: 'EXAMPLE\\jo', groups: ['EXAMPLE\\domain users', 'ops'] },
    ],
  ])('reads the identity %s', (id, expected) => {
    const stdout = `kernel 6.1.0\nuptime 12.5\ninit systemd\nid ${id}\nclock 1795230515\ncores 0\nend\n`
    expect(parseHost({ stdout, stderr: '', exit: 0 })).toMatchObject({ kind: 'seen', value: expected })
  })
})
