import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bin, runCheck, startCommand } from '../support/command.ts'
import { createServiceFolder, keyLine } from '../support/service-folder.ts'
import { fingerprintOf, freePort, makeKey, type Sshd, startSshd } from '../support/sshd.ts'

const folder = createServiceFolder()
let sshd: Sshd
beforeEach(async () => {
  sshd = await startSshd()
  folder.writeService({ ...sshd, knownHosts: '# pinned by hand\n' })
})
afterEach(() => sshd.stop())
afterAll(() => folder.remove())

const trust = (stdin: string, ...flags: readonly string[]) =>
  startCommand(['hosts', 'trust', 'app1', ...flags], { folder: folder.path, stdin }).ended
const pinned = () => readFileSync(folder.knownHostsFile, 'utf8')

/** The command at a terminal of its own; types `answer` once it is asked. */
async function trustAtTerminal(answer: string) {
  const command = `"${process.execPath}" "${bin}" hosts trust app1`
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, TERM: 'xterm' },
  })
  let shown = ''
  child.stdout.on('data', (chunk) => {
    const isAsked = !shown.includes('[y/N]') && (shown + String(chunk)).includes('[y/N]')
    shown += String(chunk)
    if (isAsked) child.stdin.write(`${answer}\n`)
  })
  const [exit] = (await once(child, 'close')) as [number | null]
  return { exit, shown }
}

describe('503 hosts trust', () => {
  it('shows the fingerprint of an unknown host, asks at a terminal, pins, and then the check works', async () => {
    const before = await runCheck(['api-prod'], { folder: folder.path })
    expect(before.report.diagnosis.notLookedAt[0]?.fix).toBe('503 hosts trust app1')
    const { exit, shown } = await trustAtTerminal('y')
    expect(shown).toContain(fingerprintOf(sshd.hostKey))
    expect(shown).toContain(`Pinned in ${folder.knownHostsFile}`)
    expect(exit).toBe(0)
    expect(pinned()).toMatch(/^# pinned by hand\n\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+\n$/)
    const after = await runCheck(['api-prod'], { folder: folder.path })
    expect(after.report.judgedFrom.readings.find(({ probe }) => probe === 'load')?.outcome.kind).toBe('seen')
  })

  it.each(['n', '', 'maybe'])('pins nothing for the answer %j at a terminal', async (answer) => {
    const { exit, shown } = await trustAtTerminal(answer)
    expect([exit, shown]).toEqual([1, expect.stringContaining('The key was not pinned')])
    expect(pinned()).toBe('# pinned by hand\n')
  })

  it.each([
    ['y\n', [], 0, 'Pinned in'],
    ['yes', [], 0, 'Pinned in'],
    ['', ['--yes'], 0, 'Pinned in'],
    ['', [], 1, 'nobody answers on standard input'],
    ['n\ny\n', [], 1, 'The key was not pinned'],
  ] as const)('takes %j from a pipe with %j: exit %d', async (stdin, flags, exit, words) => {
    const ended = await trust(stdin, ...flags)
    expect([ended.exit, ended.out]).toEqual([exit, ''])
    expect(ended.err).toContain(fingerprintOf(sshd.hostKey))
    expect(ended.err).toContain(words)
    expect(pinned().split('\n').length).toBe(exit === 0 ? 3 : 2)
  })

  it('makes known_hosts and its folder, and pins once', async () => {
    const file = `${folder.path}/new/known_hosts`
    const services = readFileSync(`${folder.path}/services.yml`, 'utf8')
    writeFileSync(`${folder.path}/services.yml`, services.replace(folder.knownHostsFile, file))
    expect((await trust('y\n')).exit).toBe(0)
    expect(existsSync(file)).toBe(true)
    expect(await trust('')).toMatchObject({ exit: 0, err: expect.stringContaining('pinned already') })
  })

  it('refuses a changed key with file, line and the command that forgets the old one', async () => {
    const line = keyLine(makeKey(sshd.directory, 'other'), sshd.port)
    writeFileSync(folder.knownHostsFile, `# first\n\n${line}`)
    const ended = await trust('y\n', '--yes')
    expect([ended.exit, ended.out]).toEqual([1, ''])
    expect(ended.err).toContain(`${folder.knownHostsFile}:3 pins another key`)
    expect(ended.err).toContain(`ssh-keygen -R '[127.0.0.1]:${sshd.port}' -f ${folder.knownHostsFile}`)
    expect(pinned()).toBe(`# first\n\n${line}`)
  })

  it('says of a host that cannot be reached why', async () => {
    folder.writeService({ ...sshd, port: await freePort(), knownHosts: '' })
    expect(await trust('y\n')).toMatchObject({ exit: 2, err: expect.stringContaining('refuse') })
  })

  describe('of a service behind a jump host', () => {
    let inner: Sshd
    beforeEach(async () => {
      inner = await startSshd()
      const bastion = `    bastion: { address: 127.0.0.1, port: ${sshd.port} }\n`
      folder.writeService({ ...inner, identityFile: sshd.identityFile, knownHosts: '' }, { hosts: bastion })
    })
    afterEach(() => inner.stop())

    const trustAll = () =>
      startCommand(['hosts', 'trust', 'api-prod', 'app1', '--jump', 'bastion', '--yes'], { folder: folder.path }).ended

    it('pins the key of the jump host, then that of the host behind it, and says so once more', async () => {
      const ended = await trustAll()
      expect(ended.err).toMatch(/bastion[^]*Pinned in[^]*app1[^]*Pinned in/)
      for (const key of [sshd.hostKey, inner.hostKey]) expect(ended.err).toContain(fingerprintOf(key))
      expect([ended.exit, pinned().trim().split('\n').length]).toEqual([0, 2])
      expect((await trustAll()).err.match(/pinned already/g)).toHaveLength(2)
    })

    it('goes no further than a jump host whose key has changed', async () => {
      const line = keyLine(makeKey(sshd.directory, 'changed'), sshd.port)
      writeFileSync(folder.knownHostsFile, line)
      const ended = await trustAll()
      expect([ended.exit, ended.err]).toEqual([1, expect.stringContaining('pins another key')])
      expect(ended.err).not.toContain(fingerprintOf(inner.hostKey))
      expect(pinned()).toBe(line)
    })
  })
})
