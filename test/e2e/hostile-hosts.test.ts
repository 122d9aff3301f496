import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { ProbeId } from '../../src/probe/reading.ts'
import type { UnseenReason } from '../../src/probe/unseen.ts'
import type { Report } from '../../src/report/report.ts'
import { createAccount, isRoot } from '../support/account.ts'
import { type Ended, runCheck, startCommand } from '../support/command.ts'
import { behaviours, startPeer } from '../support/peers.ts'
import { createServiceFolder, keyLine } from '../support/service-folder.ts'
import { fingerprintOf, makeKey, type Sshd, type SshdOptions, startSshd } from '../support/sshd.ts'

const folder = createServiceFolder()
const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})
afterAll(() => folder.remove())

async function start(options: SshdOptions & { readonly shell?: string }) {
  const account = createAccount(options.shell ?? '/bin/sh')
  running.push(account)
  const sshd: Sshd = await startSshd({ ...options, user: account.name })
  running.push(sshd)
  folder.writeService({ ...sshd, knownHosts: keyLine(sshd.hostKeyFile, sshd.port) })
  return { account, sshd }
}

function outcomeOf(report: Report, probe: ProbeId) {
  return report.judgedFrom.readings.find((reading) => reading.probe === probe)?.outcome
}

/** What holds of every run on a host in trouble: an honest end, within bounds. */
async function check(timeout = '15s'): Promise<Ended & { readonly report: Report; readonly text: string }> {
  const checked = await runCheck(['api-prod', '--timeout', timeout], { folder: folder.path })
  writeFileSync(join(folder.path, 'report.json'), checked.out)
  const { out: text } = await startCommand(['replay', 'report.json'], { folder: folder.path }).ended
  expect(checked.report.outcome).not.toBe('healthy')
  expect(checked.exit).toBe({ healthy: 0, degraded: 1, down: 1, inconclusive: 2 }[checked.report.outcome])
  expect(checked.report.steps).toHaveLength(7)
  expect(checked.report.durationMs).toBeLessThan(Number.parseInt(timeout, 10) * 1000 + 500)
  expect(checked.peakMb).toBeLessThan(200)
  return { ...checked, text: text.replace(/\s+/g, ' ') }
}

interface Expected {
  readonly reason: UnseenReason
  readonly detail: string
}

function unseen({ reason, detail }: Expected) {
  return { kind: 'unseen', reason, detail: expect.stringContaining(detail) }
}

const gigabyte = '#!/bin/sh\nhead -c 1073741824 /dev/zero | tr "\\000" x\n'
const binary = '#!/bin/sh\nhead -c 50000 /dev/urandom\n'

describe.runIf(isRoot)('503 check of a host', () => {
  it.each<[name: string, host: () => SshdOptions & { shell?: string }, Expected & { fix: string }]>([
    [
      'whose shell prints for ever',
      () => ({ shell: folder.script('flood', 'exec yes') }),
      { reason: 'output-limit', detail: 'the login shell printed more than 65536 bytes', fix: 'login files' },
    ],
    [
      'whose shell prints 1 GB of binary and then works',
      () => ({ shell: folder.script('gigabyte', 'head -c 1073741824 /dev/urandom; exec /bin/sh "$@"') }),
      { reason: 'output-limit', detail: 'the login shell printed more than 65536 bytes', fix: 'login files' },
    ],
    [
      'whose shell prints nothing and runs nothing',
      () => ({ shell: folder.script('mute', 'exec sleep 600') }),
      { reason: 'denied', detail: 'the login shell ran nothing within 5.0 s', fix: 'login files' },
    ],
    [
      'whose shell is /bin/false',
      () => ({ shell: '/bin/false' }),
      {
        reason: 'denied',
        detail: 'the login shell ended (exit 1) before it ran anything',
        fix: 'usermod --shell /bin/sh',
      },
    ],
    [
      'whose shell is nologin',
      () => ({ shell: '/usr/sbin/nologin' }),
      { reason: 'denied', detail: '"This account is currently not available."', fix: 'usermod --shell /bin/sh' },
    ],
    [
      'without sessions',
      () => ({ config: ['MaxSessions 0'] }),
      { reason: 'denied', detail: 'refuses a session', fix: 'MaxSessions' },
    ],
  ])('%s ends in one clear reading', async (_name, host, expected) => {
    const { account } = await start(host())
    const { report, text, exit } = await check()
    expect([exit, report.outcome]).toEqual([2, 'inconclusive'])
    for (const probe of ['units', 'load', 'memory', 'disk'] as const)
      expect(outcomeOf(report, probe)).toMatchObject({
        ...unseen(expected),
        fix: expect.stringContaining(expected.fix),
      })
    expect(text).toContain(expected.detail)
    expect(text).toContain(expected.fix)
    await expect.poll(() => account.processes(), { timeout: 5000 }).toEqual([])
  })

  it.each<[what: string, programs: Record<string, string>, Partial<Record<ProbeId, Expected>>]>([
    [
      '1 GB without a newline',
      { '/usr/bin/df': gigabyte, '/usr/bin/ss': gigabyte },
      { disk: { reason: 'output-limit', detail: 'disk printed more than 131072 bytes' } },
    ],
    [
      '1 GB on stderr',
      { '/usr/bin/df': `${gigabyte.trim()} >&2\n` },
      { disk: { reason: 'output-limit', detail: 'disk printed more than 131072 bytes' } },
    ],
    [
      'endless lines',
      { '/usr/bin/df': '#!/bin/sh\nexec yes\n', '/usr/bin/ss': '#!/bin/sh\nexec yes\n' },
      {
        disk: { reason: 'output-limit', detail: 'disk printed more than' },
        listeners: { reason: 'timed-out', detail: 'sockets: no end within 4.0 s' },
      },
    ],
    [
      'binary',
      { '/usr/bin/df': binary, '/usr/bin/ss': binary },
      { listeners: { reason: 'garbled', detail: 'ss printed no table of sockets' } },
    ],
  ])('whose programs print %s is seen but for them', async (_what, programs, expected) => {
    const { account } = await start({ programs })
    const { report, out } = await check()
    for (const probe of ['load', 'memory', 'pressure'] as const)
      expect(outcomeOf(report, probe)).toMatchObject({ kind: 'seen' })
    expect(outcomeOf(report, 'disk')).toMatchObject({ kind: 'unseen' })
    for (const [probe, reading] of Object.entries(expected))
      expect(outcomeOf(report, probe as ProbeId)).toMatchObject(unseen(reading))
    expect(report.steps.find(({ id }) => id === 'resources')?.status).toBe('unknown')
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/)
    await expect.poll(() => account.processes(), { timeout: 5000 }).toEqual([])
  })

  it('whose shell greets with binary is seen all the same', async () => {
    const greeting = folder.script(
      'greeting',
      'head -c 20000 /dev/urandom; head -c 9000 /dev/urandom >&2; exec /bin/sh "$@"',
    )
    await start({ shell: greeting })
    const { report } = await check()
    for (const probe of ['load', 'memory', 'disk'] as const)
      expect(outcomeOf(report, probe)).toMatchObject({ kind: 'seen' })
  })
})

describe('503 check of a host', () => {
  it('that accepts TCP and says nothing ends in a clear reading', async () => {
    const peer = await startPeer(behaviours.silent)
    running.push(peer)
    folder.writeService({
      port: peer.port,
      user: 'root',
      identityFile: makeKey(mkdtempSync(join(folder.path, 'k-')), 'id'),
      knownHosts: '',
    })
    const { report, exit, text } = await check()
    const expected = { reason: 'unreachable', detail: 'accepts connections but says nothing (waited 6.0 s)' } as const
    expect([exit, report.outcome]).toEqual([2, 'inconclusive'])
    expect(outcomeOf(report, 'load')).toMatchObject(unseen(expected))
    expect(text).toContain(expected.detail)
    expect(report.durationMs).toBeLessThan(7500)
  })

  it.each(['unknown', 'changed', 'revoked'] as const)(
    'with a key that is %s sends nothing and says what to do',
    async (standing) => {
      const sshd = await startSshd()
      running.push(sshd)
      const other = makeKey(sshd.directory, 'other')
      const knownHosts = {
        unknown: '# nothing\n',
        changed: `# first line\n${keyLine(other, sshd.port)}`,
        revoked: `@revoked ${keyLine(sshd.hostKeyFile, sshd.port)}`,
      }[standing]
      folder.writeService({ ...sshd, knownHosts })
      const file = join(folder.path, 'known_hosts')
      const expected = {
        unknown: { detail: fingerprintOf(sshd.hostKey), fix: '503 hosts trust app1' },
        changed: {
          detail: `${file}:2 expects`,
          fix: `ssh-keygen -R '[127.0.0.1]:${sshd.port}' -f ${file} && 503 hosts trust app1`,
        },
        revoked: { detail: `${file}:1`, fix: '503 hosts trust app1' },
      }[standing]
      const { report, exit, text } = await check()
      expect([exit, report.outcome]).toEqual([2, 'inconclusive'])
      expect(outcomeOf(report, 'load')).toMatchObject({
        ...unseen({ reason: 'denied', detail: expected.detail }),
        fix: expect.stringContaining(expected.fix),
      })
      expect(text).toContain(expected.fix)
      expect(sshd.log()).not.toMatch(/Accepted|Failed publickey|Postponed/)
    },
  )

  it('with a single session and without forwarding is seen as far as that goes', async () => {
    const forwardingOff = ['AllowTcpForwarding no', 'AllowStreamLocalForwarding no', 'DisableForwarding yes']
    const sshd = await startSshd({ config: ['MaxSessions 1', ...forwardingOff] })
    running.push(sshd)
    const service = `    health: http://127.0.0.1:${sshd.port}/\n    dependencies: ["tcp://127.0.0.1:${sshd.port}"]\n`
    folder.writeService({ ...sshd, knownHosts: keyLine(sshd.hostKeyFile, sshd.port) }, { service })
    const { report, text } = await check()
    expect(outcomeOf(report, 'load')).toMatchObject({ kind: 'seen' })
    for (const step of ['health', 'dependencies'])
      expect(report.steps.find(({ id }) => id === step)?.status).toBe('unknown')
    expect(report.judgedFrom.readings.find(({ probe }) => probe === 'dependency-tcp')?.from).toBe('bot')
    expect(text).toContain('AllowTcpForwarding')
  })
})
