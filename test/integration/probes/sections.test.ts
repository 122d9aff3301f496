import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSection, type SectionProbeId, sectionProbes } from '../../../src/probe/parse-section.ts'
import type { Parsed } from '../../../src/probe/unseen.ts'
import { ensureProgram } from '../../support/ensure-program.ts'
import { buildSection } from './build-section.ts'

const folder = mkdtempSync(join(tmpdir(), 'probes-'))
const busybox = ensureProgram('/usr/bin/busybox', 'busybox')
const applets = spawnSync(busybox, ['--list'], { encoding: 'utf8' })
  .stdout.split('\n')
  .filter((applet) => applet !== '')

beforeAll(() => {
  mkdirSync(join(folder, 'bin'))
  for (const applet of applets) symlinkSync(busybox, join(folder, 'bin', applet))
  mkdirSync(join(folder, 'releases', '2'), { recursive: true })
  mkdirSync(join(folder, 'releases', '1'), { recursive: true })
  symlinkSync('releases/2', join(folder, 'current'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What each probe is asked about on this machine; hostile values where a value goes into the script. */
const subjects: Partial<Record<SectionProbeId, string>> = {
  cpu: 'ssh',
  files: 'ssh',
  oom: 'ssh',
  units: "ssh,it's $(echo injected);x",
  journal: '--help',
  workers: '65000',
  connections: '65000',
  release: join(folder, 'current'),
  'config-files': 'ssh',
  resolve: 'localhost',
}
const path = process.env.PATH ?? '/usr/bin:/bin'
const shells = [
  { shell: 'dash', command: ['dash'], path },
  { shell: 'bash', command: ['bash', '--norc'], path },
  { shell: 'bash --posix', command: ['bash', '--posix', '--norc'], path },
  { shell: 'busybox sh and nothing but busybox', command: [busybox, 'sh'], path: join(folder, 'bin') },
]
const cases = shells.flatMap((shell) => sectionProbes.map((probe) => ({ ...shell, probe })))

function run(
  probe: SectionProbeId,
  of: { command: readonly string[]; path: string },
): { parsed: Parsed<unknown>; ms: number; stderr: string } {
  const subject = subjects[probe] ?? ''
  const [program = '', ...words] = of.command
  const ran = spawnSync(
    '/usr/bin/env',
    [
      '-i',
      `PATH=${path}`,
      program,
      ...words,
      '-c',
      `PATH=${of.path} LC_ALL=C; export PATH LC_ALL\n${buildSection(probe, subject).script}`,
    ],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 10_000,
    },
  )
  const output = { stdout: ran.stdout, stderr: ran.stderr, exit: ran.status ?? 1 }
  const sampled = /uptime\.1 ([\d.]+)[^]*uptime\.2 ([\d.]+)/.exec(ran.stdout)
  const ms = sampled ? (Number(sampled[2]) - Number(sampled[1])) * 1000 : 0
  return { parsed: parseSection(probe, output, { subject }), ms, stderr: ran.stderr }
}

/** Seen, or unseen for what this machine may rightly lack; `garbled` and `timed-out` are defects. */
function isHonest(parsed: Parsed<unknown>): boolean {
  return parsed.kind === 'seen' || ['not-found', 'unsupported', 'denied'].includes(parsed.reason)
}

describe('sections on this machine', () => {
  it('have all shells at hand', () => {
    const missing = shells.filter(({ command }) => spawnSync('sh', ['-c', `command -v ${command[0]}`]).status !== 0)
    expect(missing).toEqual([])
    expect(applets.length).toBeGreaterThan(100)
  })

  it.each(cases)('$probe parses under $shell', ({ probe, command, path }) => {
    const { parsed, ms, stderr } = run(probe, { command, path })
    expect({ ...parsed, stderr }).toSatisfy(isHonest)
    expect(stderr).not.toMatch(
      /syntax error|bad substitution|invalid option|unrecognized option|not a valid identifier/i,
    )
    expect(ms).toBeLessThan(2000)
  })

  it.each([
    'host',
    'load',
    'cpu',
    'memory',
    'disk',
    'files',
    'network',
    'listeners',
    'kernel-limits',
    'connections',
    'release',
  ] as const)('%s is seen under every shell', (probe) => {
    const unseen = shells.filter((shell) => run(probe, shell).parsed.kind !== 'seen').map(({ shell }) => shell)
    expect(unseen).toEqual([])
  })

  it.each(sectionProbes)('%s runs nothing that stands in a name', (probe) => {
    const hostile = "x'; echo injected; '$(echo injected)`echo injected`\n echo injected #"
    const script = `LC_ALL=C\n${buildSection(probe, hostile).script}`
    const ran = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 10_000,
    })
    expect(ran.stdout.split('\n')).not.toContain('injected')
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toBe('end')
  })
})
