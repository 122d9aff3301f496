import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../test/support/read-fixture.ts'
import { excerptOf } from './excerpt-of.ts'
import { sectionProbes } from './parse-section.ts'
import { excerptLimit } from './reading.ts'

const output = (stdout: string, stderr = '') => ({ stdout, stderr, exit: 0 })

describe('excerptOf()', () => {
  it.each([
    ['load', 'loadavg 8.64 13.10 6.31 10/306 632\ncores 0-1\nend\n', '8.64 13.10 6.31 10/306 632\n0-1'],
    ['cpu', 'uptime.1 3.1\nstat.1 cpu  6 4\nnr_periods.1 3\nend\n', 'cpu  6 4\nnr_periods 3'],
    ['disk', 'mount /dev/vda / ext4 rw\nFilesystem Used\nend\n', '/dev/vda / ext4 rw\nFilesystem Used'],
    ['journal', 'user root\n1795.1 vm app[1]: the end\nend\n', '1795.1 vm app[1]: the end'],
    [
      'proxy-log',
      'user root\nclock 1 +0000\npath /a.log\n> no live upstreams\nend\n',
      '==> /a.log <==\nno live upstreams',
    ],
    ['units', 'asked a.service\nclock 1 2.3\nId=a.service\nUser=\nTasksMax=[not set]\nend\n', 'Id=a.service'],
    ['units', 'unseen unsupported no systemd\nend\n', ''],
    ['journal', 'unseen denied not yours\nfix usermod -aG adm probe\nend\n', ''],
    ['memory', 'MemTotal: 1 kB\n', 'MemTotal: 1 kB'],
  ] as const)('excerptOf() of %s %j is %j', (probe, stdout, shown) => {
    expect(excerptOf(probe, output(stdout))).toBe(shown)
  })

  it('excerptOf() shows what was said on stderr last', () => {
    expect(excerptOf('memory', output('MemTotal: 1 kB\nend\n', 'sh: no free\n'))).toBe('MemTotal: 1 kB\nsh: no free')
  })

  it.each(sectionProbes)('excerptOf() shows no label of a capture of %s', (probe) => {
    for (const file of readdirSync(`src/probe/fixtures/${probe}`)) {
      const excerpt = excerptOf(probe, readFixture(`${probe}/${file.slice(0, -4)}`))
      expect(excerpt).not.toMatch(
        /^(end|asked .*|user \w+|clock \d.*|uptime\.\d .*|\w+\.[12] .*|> .*|unseen .*|table)$/m,
      )
    }
  })

  it('excerptOf() keeps the end of a log and the beginning of all else, within the limit', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index} of many`)
    const long = output([...lines, 'end', ''].join('\n'))
    expect(excerptOf('journal', long)).toMatch(/^line \d+ of many\n[^]*line 399 of many$/)
    expect(excerptOf('memory', long)).toMatch(/^line 0 of many\n/)
    for (const probe of ['journal', 'memory'] as const)
      expect(excerptOf(probe, long).length).toBeLessThanOrEqual(excerptLimit)
  })
})
