import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSsh } from '../../../src/ssh/create-ssh.ts'
import type { HostKeyVerdict, ResolvedHost } from '../../../src/ssh/resolved-host.ts'
import { createAccount, isRoot } from '../../support/account.ts'
import { hostOf, isStock, runSections, section, sshTo, trusting } from '../../support/ssh-setup.ts'
import { fingerprintOf, makeKey, publicBlob, type Sshd, type SshdOptions, startSshd } from '../../support/sshd.ts'

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function start(options: SshdOptions = {}): Promise<Sshd> {
  const sshd = await startSshd(options)
  running.push(sshd)
  return sshd
}

function client(sshd: Sshd, more: Parameters<typeof sshTo>[1] = {}) {
  const ssh = sshTo(sshd, more)
  running.push({ stop: () => ssh.close() })
  return ssh
}

async function readingOf(ssh: ReturnType<typeof createSsh>) {
  const settled = await runSections(ssh, [section('a', 'echo a')])
  return settled.a?.outcome
}

const unseen = (reason: string, words: string) => ({ kind: 'unseen', reason, detail: expect.stringContaining(words) })

describe('host keys', () => {
  const verdicts: readonly (readonly [string, (fingerprint: string) => HostKeyVerdict, string, string])[] = [
    [
      'an unknown key',
      (fingerprint) => ({ kind: 'unknown', keyType: 'ssh-ed25519', fingerprint }),
      'is not known (ssh-ed25519 SHA256:',
      '503 hosts trust app1',
    ],
    [
      'a changed key',
      (fingerprint) => ({
        kind: 'changed',
        keyType: 'ssh-ed25519',
        fingerprint,
        expected: ['SHA256:old'],
        file: '/k h',
        line: 7,
      }),
      '/k h:7 expects SHA256:old',
      "-f '/k h' && 503 hosts trust app1",
    ],
    [
      'a revoked key',
      (fingerprint) => ({ kind: 'revoked', keyType: 'ssh-ed25519', fingerprint, file: '/k', line: 3 }),
      'is revoked (ssh-ed25519 SHA256:',
      '503 hosts trust app1',
    ],
  ]
  it.each(verdicts)('%s ends the connection before any credential is sent', async (_name, verdictOf, words, fix) => {
    const sshd = await start()
    const ssh = client(sshd, {
      hostKeys: { verify: (_host, key) => verdictOf(fingerprintOf(key)), knownTypes: () => [] },
    })
    const outcome = await readingOf(ssh)
    expect(outcome).toMatchObject({ ...unseen('denied', words), fix: expect.stringContaining(fix) })
    expect(outcome?.kind === 'unseen' && outcome.detail).toContain(fingerprintOf(sshd.hostKey))
    await expect.poll(() => sshd.log()).toMatch(/Connection (closed|reset)|Unable to negotiate|Received disconnect/)
    expect(sshd.log()).not.toMatch(/publickey|userauth|invalid user|authenticating user/i)
  })

  it('fails closed when known_hosts cannot be read', async () => {
    const sshd = await start()
    const broken = {
      verify: () => {
        throw new Error('EACCES: known_hosts')
      },
      knownTypes: () => [],
    }
    expect(await readingOf(client(sshd, { hostKeys: broken }))).toMatchObject(
      unseen('denied', 'could not be checked: EACCES'),
    )
  })

  it('asks for the pinned key type first', async () => {
    const sshd = await start()
    const rsa = makeKey(sshd.directory, 'host_rsa', { type: 'rsa' })
    const both = await start({ config: [`HostKey ${rsa}`] })
    const pinned = publicBlob(`${rsa}.pub`)
    const ssh = client(both, { hostKeys: { ...trusting(pinned), knownTypes: () => ['ssh-rsa'] } })
    expect(await readingOf(ssh)).toMatchObject({ kind: 'ran' })
  })
})

describe('keys to log in with', () => {
  it('names what was tried and what could not be', async () => {
    const sshd = await start()
    const wrong = makeKey(sshd.directory, 'wrong')
    const ssh = client(sshd, { host: { identityFiles: [wrong, '/nosuch'] } })
    const outcome = await readingOf(ssh)
    expect(outcome).toMatchObject(unseen('denied', `was not let in with ${wrong} (ssh-ed25519 SHA256:`))
    expect(outcome?.kind === 'unseen' && outcome.detail).toContain('/nosuch: cannot be read (ENOENT)')
  })

  it('says that there is none', async () => {
    const sshd = await start()
    const outcome = await readingOf(client(sshd, { host: { identityFiles: [] } }))
    expect(outcome).toMatchObject({
      ...unseen('denied', 'no key to log in with'),
      fix: expect.stringContaining('ssh-add'),
    })
  })

  it.each(['ed25519', 'rsa', 'ecdsa'])('logs in with an %s key, after one that is refused', async (type) => {
    const sshd = await start()
    const wrong = makeKey(sshd.directory, 'wrong')
    const right = makeKey(sshd.directory, 'right', { type })
    execFileSync('sh', ['-c', `cat '${right}.pub' >> '${sshd.directory}/authorized_keys'`])
    expect(await readingOf(client(sshd, { host: { identityFiles: [wrong, right] } }))).toMatchObject({ kind: 'ran' })
  })

  it('asks once for a passphrase, also for several hosts', async () => {
    const sshd = await start()
    const locked = makeKey(sshd.directory, 'locked', { passphrase: 'open sesame' })
    execFileSync('sh', ['-c', `cat '${locked}.pub' >> '${sshd.directory}/authorized_keys'`])
    const asked: string[] = []
    const passphrase = async (file: string): Promise<string> => {
      asked.push(file)
      // Longer than the handshake may take: a person is no timeout.
      await new Promise((resolve) => setTimeout(resolve, 700))
      return 'open sesame'
    }
    const hosts: Record<string, ResolvedHost> = {}
    for (const name of ['one', 'two']) hosts[name] = hostOf(sshd, { name, hostKeyName: name, identityFiles: [locked] })
    const ssh = createSsh({
      resolve: (name) => hosts[name] ?? hostOf(sshd),
      hostKeys: trusting(sshd.hostKey),
      passphrase,
      isSsh2Patched: !isStock(),
      limits: { handshakeMs: 500 },
    })
    running.push({ stop: () => ssh.close() })
    const settled = await Promise.all(
      ['one', 'two'].map((host) => runSections(ssh, [section('a', 'echo a')], { host })),
    )
    expect(settled.map(({ a }) => a?.outcome.kind)).toEqual(['ran', 'ran'])
    expect(asked).toEqual([locked])
  })

  it.each([
    ['wrong', 'the passphrase does not open it'],
    [undefined, 'needs a passphrase'],
  ])('says what is wrong with the passphrase %s', async (answer, words) => {
    const sshd = await start()
    const locked = makeKey(sshd.directory, 'locked', { passphrase: 'open sesame' })
    const ssh = client(sshd, { host: { identityFiles: [locked] }, passphrase: () => Promise.resolve(answer) })
    const fix = `put its passphrase into the environment as SLASH503_KEY_PASSPHRASE, or load the key into the agent: ssh-add ${locked}`
    expect(await readingOf(ssh)).toMatchObject({ ...unseen('denied', words), fix })
  })

  /** An agent of its own that holds these keys. */
  async function agentWith(directory: string, ...files: readonly string[]): Promise<string> {
    const socket = join(directory, 'agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    running.push({ stop: () => agent.kill('SIGKILL') })
    const add = (): boolean => {
      const env = { ...process.env, SSH_AUTH_SOCK: socket }
      return spawnSync('ssh-add', files, { env, stdio: 'pipe' }).status === 0
    }
    await expect.poll(add, { timeout: 5000 }).toBe(true)
    return socket
  }

  it('uses the agent, for its own keys and for a locked file', async () => {
    const sshd = await start()
    const agentSocket = await agentWith(sshd.directory, sshd.identityFile)
    expect(await readingOf(client(sshd, { host: { identityFiles: [], agentSocket } }))).toMatchObject({ kind: 'ran' })
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'locked now', '-f', sshd.identityFile])
    expect(await readingOf(client(sshd, { host: { agentSocket } }))).toMatchObject({ kind: 'ran' })
  })

  it('offers with IdentitiesOnly none of the agent’s keys but those that are named, if only by their public half', async () => {
    const sshd = await start()
    const other = makeKey(sshd.directory, 'other')
    const agentSocket = await agentWith(sshd.directory, sshd.identityFile, other)
    const only = (identityFiles: readonly string[]) =>
      readingOf(client(sshd, { host: { identityFiles, agentSocket, identitiesOnly: true } }))
    expect(await only([other])).toMatchObject(unseen('denied', 'was not let in'))
    expect(await only([])).toMatchObject(unseen('denied', 'no key to log in with'))
    expect(await only([`${sshd.identityFile}.pub`])).toMatchObject({ kind: 'ran' })
    renameSync(sshd.identityFile, `${sshd.identityFile}.away`)
    expect(await only([sshd.identityFile])).toMatchObject({ kind: 'ran' })
    renameSync(`${other}.pub`, `${sshd.directory}/lone.pub`)
    const lone = client(sshd, { host: { identityFiles: [`${sshd.directory}/lone.pub`] } })
    expect(await readingOf(lone)).toMatchObject(unseen('denied', 'only the public key is here'))
  })

  it('goes on without an agent that is not there', async () => {
    const sshd = await start()
    expect(await readingOf(client(sshd, { host: { agentSocket: '/nosuch/agent' } }))).toMatchObject({ kind: 'ran' })
  })
})

describe.runIf(isRoot)('accounts', () => {
  it.each(['/bin/false', '/usr/sbin/nologin'])('one with the shell %s says so', async (shell) => {
    const account = createAccount(shell)
    running.push(account)
    const sshd = await start({ user: account.name })
    const outcome = await readingOf(client(sshd))
    expect(outcome).toMatchObject({
      ...unseen('denied', '(exit 1) before it ran anything'),
      fix: expect.stringContaining('usermod --shell /bin/sh'),
    })
  })

  it.each(['/bin/dash', '/bin/bash'])('one without privileges and with the shell %s runs a script', async (shell) => {
    const account = createAccount(shell)
    running.push(account)
    const sshd = await start({ user: account.name })
    const settled = await runSections(client(sshd), [
      section('a', 'id -un'),
      section('stuck', 'setsid sleep 61 & sleep 60', { timeoutMs: 300 }),
      section('b', 'ls /proc/[0-9]*/fd >/dev/null 2>&1; echo b', { mayHang: true }),
    ])
    expect(settled.a?.outcome).toMatchObject({ output: { stdout: `${account.name}\n` } })
    expect(settled.stuck?.outcome).toMatchObject({ reason: 'timed-out' })
    expect(settled.b?.outcome).toMatchObject({ output: { stdout: 'b\n' } })
    expect(
      execFileSync('sh', ['-c', `ps -u ${account.name} -o stat=,args= | grep -v -e '^Z' -e sshd: || true`]).toString(),
    ).toBe('')
  })
})
