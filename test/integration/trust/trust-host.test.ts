import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKnownHosts } from '../../../src/ssh/known-hosts.ts'
import type { ResolvedHost } from '../../../src/ssh/resolved-host.ts'
import { fetchHostKey, pinHostKey } from '../../../src/ssh/trust-host.ts'
import { hostOf } from '../../support/ssh-setup.ts'
import { makeKey, publicBlob, type Sshd, startSshd } from '../../support/sshd.ts'

const folder = mkdtempSync(join(tmpdir(), 'slash503-trust-'))
const other = publicBlob(`${makeKey(folder, 'other')}.pub`)
let count = 0
const path = () => join(folder, `new-${count++}`, 'known_hosts')
const patience = () => ({ signal: new AbortController().signal, timeoutMs: 5000 })

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd()
})
afterAll(async () => {
  await sshd.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('fetchHostKey()', () => {
  it('reads the key of a real sshd, with the fingerprint that ssh-keygen prints', async () => {
    const printed = execFileSync('ssh-keygen', ['-lf', `${sshd.hostKeyFile}.pub`], { encoding: 'utf8' })
    const presented = await fetchHostKey(hostOf(sshd), patience())
    expect(presented).toEqual({
      key: sshd.hostKey,
      keyType: 'ssh-ed25519',
      fingerprint: printed.split(' ')[1],
      verdict: { kind: 'unknown', keyType: 'ssh-ed25519', fingerprint: printed.split(' ')[1] },
    })
  })

  it('says how the key stands to what is pinned', async () => {
    const file = join(folder, 'changed')
    writeFileSync(file, `[127.0.0.1]:${sshd.port} ssh-ed25519 ${other.toString('base64')}\n`)
    const presented = await fetchHostKey(hostOf(sshd, { knownHostsFiles: [file] }), patience())
    expect(presented.verdict).toMatchObject({ kind: 'changed', file, line: 1 })
  })

  it('sends no user and no credential, even when the key is already trusted', async () => {
    const asked: string[] = []
    const server = new ssh2.Server({ hostKeys: [readFileSync(sshd.hostKeyFile)] }, (client) => {
      client.on('authentication', (context) => {
        asked.push(`${context.username} ${context.method}`)
        context.reject()
      })
      client.on('error', () => undefined)
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as { port: number }
    const file = join(folder, 'trusted')
    writeFileSync(file, `[127.0.0.1]:${port} ssh-ed25519 ${sshd.hostKey.toString('base64')}\n`)
    const host = hostOf(sshd, { port, hostKeyName: `[127.0.0.1]:${port}`, knownHostsFiles: [file] })
    expect((await fetchHostKey(host, patience())).verdict).toEqual({ kind: 'trusted' })
    await new Promise((over) => server.close(over))
    expect(asked).toEqual([])
  })

  it('goes through a jump host that is pinned, and only then', async () => {
    const inner = await startSshd({ keyType: 'ecdsa' })
    try {
      const file = join(folder, 'bastion')
      const bastion = hostOf(sshd, { name: 'bastion', knownHostsFiles: [file] })
      const host: ResolvedHost = hostOf(inner, { jump: [bastion] })
      writeFileSync(file, '')
      await expect(fetchHostKey(host, patience())).rejects.toMatchObject({ kind: 'hostkey-unknown' })
      writeFileSync(file, `[127.0.0.1]:${sshd.port} ssh-ed25519 ${sshd.hostKey.toString('base64')}\n`)
      expect(await fetchHostKey(host, patience())).toMatchObject({ keyType: 'ecdsa-sha2-nistp256', key: inner.hostKey })
    } finally {
      await inner.stop()
    }
  })

  it('ends for a peer that says nothing, and when it is told to', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined))
    await new Promise<void>((ready) => mute.listen(0, '127.0.0.1', ready))
    const { port } = mute.address() as { port: number }
    const host = hostOf(sshd, { port })
    const { signal } = new AbortController()
    await expect(fetchHostKey(host, { signal, timeoutMs: 300 })).rejects.toMatchObject({ kind: 'handshake-timeout' })
    const stop = new AbortController()
    const fetching = fetchHostKey(host, { signal: stop.signal, timeoutMs: 5000 })
    setTimeout(() => stop.abort(), 50)
    await expect(fetching).rejects.toMatchObject({ kind: 'aborted' })
    mute.close()
  })

  it('says what stands in the way', async () => {
    const host = hostOf(sshd, { port: 1 })
    await expect(fetchHostKey(host, patience())).rejects.toMatchObject({ kind: 'refused' })
  })
})

describe('pinHostKey()', () => {
  it('makes the file and its folder for this user alone, in a form that ssh reads', async () => {
    const file = path()
    const name = `[127.0.0.1]:${sshd.port}`
    expect(await pinHostKey(file, name, sshd.hostKey)).toBe('pinned')
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700])
    expect(createKnownHosts().verify(hostOf(sshd, { knownHostsFiles: [file] }), sshd.hostKey)).toEqual({
      kind: 'trusted',
    })
    const options = [
      '-F',
      'none',
      '-o',
      'BatchMode=yes',
      '-o',
      'StrictHostKeyChecking=yes',
      '-o',
      `UserKnownHostsFile=${file}`,
    ]
    const ssh = spawnSync(
      'ssh',
      [...options, '-i', sshd.identityFile, '-p', String(sshd.port), `${sshd.user}@127.0.0.1`, 'echo in'],
      { encoding: 'utf8', timeout: 20_000 },
    )
    expect(ssh.stdout).toBe('in\n')
  })

  it.each([
    ['', ''],
    ['a line\n', 'a line\n'],
    ['a line without an end', 'a line without an end\n'],
  ])('leaves %j as it is', async (before, kept) => {
    const file = join(folder, `kept-${count++}`)
    writeFileSync(file, before, { mode: 0o644 })
    await pinHostKey(file, 'app1', other)
    expect(readFileSync(file, 'utf8')).toBe(`${kept}app1 ssh-ed25519 ${other.toString('base64')}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  it('pins a key once', async () => {
    const file = path()
    await pinHostKey(file, 'app1', other)
    expect(await pinHostKey(file, 'app1', other)).toBe('already-pinned')
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2)
  })

  it('keeps every line of many that pin at once', async () => {
    const file = path()
    await Promise.all(Array.from({ length: 50 }, (_, index) => pinHostKey(file, `app${index}`, other)))
    expect(new Set(readFileSync(file, 'utf8').trim().split('\n')).size).toBe(50)
  })

  it.each([
    ['', 'pins another key', 'ssh-keygen -R app1 -f'],
    ['@revoked ', 'revokes it', 'Give the host a new key.'],
  ])('refuses where a line begins with %j', async (marker, problem, hint) => {
    const file = join(folder, `refused-${count++}`)
    const pinned = marker === '' ? other : sshd.hostKey
    const before = `${marker}app1 ssh-ed25519 ${pinned.toString('base64')}\n`
    writeFileSync(file, before)
    await expect(pinHostKey(file, 'app1', sshd.hostKey)).rejects.toMatchObject({
      code: 'HOST_KEY_UNTRUSTED',
      message: expect.stringContaining(`${file}:1 ${problem}`),
      hint: expect.stringContaining(hint),
    })
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it.each(['a b', 'a\nb', '*', 'a,b', '!a', '|1|x', ''])('refuses %j as a name', async (name) => {
    await expect(pinHostKey(path(), name, other)).rejects.toMatchObject({ code: 'HOST_KEY_UNTRUSTED' })
  })

  it('refuses what is no key', async () => {
    await expect(pinHostKey(path(), 'app1', Buffer.from('nonsense'))).rejects.toMatchObject({
      code: 'HOST_KEY_UNTRUSTED',
    })
  })
})
