import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKnownHosts } from '../../../src/ssh/known-hosts.ts'
import type { ResolvedHost } from '../../../src/ssh/resolved-host.ts'
import { makeKey, publicBlob, type Sshd, startSshd } from '../../support/sshd.ts'

const folder = mkdtempSync(join(tmpdir(), 'slash503-known-'))
const keys = Object.fromEntries(
  ['ed25519', 'rsa', 'ecdsa', 'ed25519-b'].map((name) => {
    const file = makeKey(folder, name, { type: name.replace(/-b$/, '') })
    const [type = '', base64 = ''] = readFileSync(`${file}.pub`, 'utf8').split(' ')
    return [name, { line: `${type} ${base64}`, type, blob: publicBlob(`${file}.pub`) }]
  }),
)
let count = 0

function file(...lines: string[]): string {
  const path = join(folder, `known-${count++}`)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

function host(hostKeyName: string, ...knownHostsFiles: string[]): ResolvedHost {
  return {
    name: 'app1',
    address: 'app1',
    port: 22,
    user: 'u',
    identityFiles: [],
    hostKeyName,
    knownHostsFiles,
    jump: [],
  }
}

/** 'A:ed25519' → the line 'A ssh-ed25519 AAAA…'. */
function line(text: string): string {
  const [names = '', name = ''] = text.split('=')
  return `${names} ${keys[name]?.line}`
}

function verdict(lines: string[], name: string, key: string) {
  return createKnownHosts().verify(host(name, file(...lines.map(line))), keys[key]?.blob ?? Buffer.alloc(0))
}

describe('createKnownHosts()', () => {
  it.each<[string[], string, string, string]>([
    [['app1=ed25519'], 'app1', 'ed25519', 'trusted'],
    [['app1=ed25519'], 'APP1', 'ed25519', 'trusted'],
    [['app1=rsa', 'app1=ed25519'], 'app1', 'ed25519', 'trusted'],
    [['app1=ed25519-b'], 'app1', 'ed25519', 'changed'],
    [['app1=rsa'], 'app1', 'ed25519', 'changed'],
    [['app2=ed25519'], 'app1', 'ed25519', 'unknown'],
    [[], 'app1', 'ed25519', 'unknown'],
    [['app1=ed25519'], '[app1]:2222', 'ed25519', 'trusted'],
    [['app1=ed25519-b'], '[app1]:2222', 'ed25519', 'unknown'],
    [['[app1]:2222=ed25519-b', 'app1=ed25519'], '[app1]:2222', 'ed25519', 'changed'],
    [['[app1]:2222=ed25519'], 'app1', 'ed25519', 'unknown'],
    [['app*,!app1=ed25519'], 'app1', 'ed25519', 'unknown'],
    [['app*,!app2=ed25519'], 'app1', 'ed25519', 'trusted'],
    [['app1=ed25519', '@revoked app1=ed25519'], 'app1', 'ed25519', 'revoked'],
    [['app1=ed25519', '@revoked *=ed25519'], '[app1]:2222', 'ed25519', 'revoked'],
    [['@revoked *=ed25519-b', 'app1=ed25519'], 'app1', 'ed25519', 'trusted'],
    [['@cert-authority *=ed25519'], 'app1', 'ed25519', 'unknown'],
    [['@cert-authority *=ed25519-b', 'app1=ed25519'], 'app1', 'ed25519', 'trusted'],
  ])('%j: %s with its %s key is %s', (lines, name, key, kind) => {
    expect(verdict(lines, name, key).kind).toBe(kind)
  })

  it('says which line a changed key contradicts, the one of its own type first', () => {
    const path = file(line('app1=rsa'), '# note', line('app1=ed25519-b'))
    const blob = keys.ed25519?.blob ?? Buffer.alloc(0)
    const printed = execFileSync('ssh-keygen', ['-lf', join(folder, 'ed25519.pub')], { encoding: 'utf8' })
    const expected = ['rsa', 'ed25519-b'].map(
      (name) => execFileSync('ssh-keygen', ['-lf', join(folder, `${name}.pub`)], { encoding: 'utf8' }).split(' ')[1],
    )
    expect(createKnownHosts().verify(host('app1', path), blob)).toEqual({
      kind: 'changed',
      keyType: 'ssh-ed25519',
      fingerprint: printed.split(' ')[1],
      expected,
      file: path,
      line: 3,
    })
  })

  it('says why a certificate authority does not make a host known', () => {
    expect(verdict(['@cert-authority *=rsa'], 'app1', 'ed25519')).toMatchObject({
      note: expect.stringContaining(':1 trusts the certificates'),
    })
  })

  it('looks through several files, and lets a revocation in any of them win', () => {
    const blob = keys.ed25519?.blob ?? Buffer.alloc(0)
    const pinned = file(line('app1=ed25519'))
    expect(createKnownHosts().verify(host('app1', join(folder, 'none'), file(), pinned), blob).kind).toBe('trusted')
    expect(createKnownHosts().verify(host('app1', pinned, file(line('@revoked *=ed25519'))), blob)).toMatchObject({
      kind: 'revoked',
      line: 1,
    })
  })

  it('lists the types that are pinned, without revoked ones', () => {
    const path = file(line('app1=rsa'), line('app1=ecdsa'), line('app1=rsa'), line('@revoked app1=ed25519'))
    expect(createKnownHosts().knownTypes(host('app1', path))).toEqual(['ssh-rsa', 'ecdsa-sha2-nistp256'])
    expect(createKnownHosts().knownTypes(host('[app1]:2222', path))).toEqual(['ssh-rsa', 'ecdsa-sha2-nistp256'])
  })

  it('reads a file again once it has changed', () => {
    const path = file(line('app2=ed25519'))
    const known = createKnownHosts()
    const judge = () => known.verify(host('app1', path), keys.ed25519?.blob ?? Buffer.alloc(0)).kind
    expect(judge()).toBe('unknown')
    appendFileSync(path, `${line('app1=ed25519')}\n`)
    expect(judge()).toBe('trusted')
    writeFileSync(path, `${line('app3=ed25519')}\n${line('app2=ed25519')}\n`)
    utimesSync(path, new Date(0), new Date(0))
    expect(judge()).toBe('unknown')
  })

  it('reads what ssh-keygen -H hashed, and finds what ssh-keygen -F finds', () => {
    const names = ['app1', '10.0.0.1', '[app2]:2222', 'x.example.com']
    const path = file(...names.map((name) => line(`${name}=ed25519`)))
    execFileSync('ssh-keygen', ['-H', '-f', path], { stdio: 'ignore' })
    expect(readFileSync(path, 'utf8')).not.toContain('app1')
    for (const name of [...names, 'app2', 'app', 'example.com', '[app2]:22']) {
      const found = spawnSync('ssh-keygen', ['-F', name, '-f', path]).status === 0
      expect([name, createKnownHosts().knownTypes(host(name, path)).length > 0]).toEqual([name, found])
    }
  })

  it('finds a host among 10,000 hashed lines in well under a second, and at once the second time', () => {
    const lines = Array.from(
      { length: 10_000 },
      () => `|1|${randomBytes(20).toString('base64')}|${randomBytes(20).toString('base64')} ${keys.ed25519?.line}`,
    )
    const path = file(...lines)
    const known = createKnownHosts()
    const time = (): number => {
      const startedAt = performance.now()
      known.knownTypes(host('app1', path))
      return performance.now() - startedAt
    }
    expect(time()).toBeLessThan(1000)
    expect(time()).toBeLessThan(20)
  })
})

describe('createKnownHosts() beside OpenSSH', () => {
  let sshd: Sshd
  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(() => sshd.stop())

  /** What the real client makes of the same file: its verdict, from its own words. */
  function verdictOfSsh(path: string): string {
    const options = [
      '-F',
      'none',
      '-o',
      'StrictHostKeyChecking=yes',
      '-o',
      `UserKnownHostsFile=${path}`,
      '-o',
      'GlobalKnownHostsFile=none',
      '-o',
      'BatchMode=yes',
    ]
    const { stderr, status } = spawnSync(
      'ssh',
      [...options, '-i', sshd.identityFile, '-p', String(sshd.port), `${sshd.user}@127.0.0.1`, 'true'],
      { encoding: 'utf8', timeout: 20_000 },
    )
    if (/REVOKED HOST KEY/.test(stderr)) return 'revoked'
    if (/IDENTIFICATION HAS CHANGED/.test(stderr)) return 'changed'
    return status === 0 ? 'trusted' : /No \S+ host key is known/.test(stderr) ? 'unknown' : stderr
  }

  const server = (): string => `ssh-ed25519 ${sshd.hostKey.toString('base64')}`
  const named = (): string => `[127.0.0.1]:${sshd.port}`

  it.each<[string, () => string[]]>([
    ['its key', () => [`${named()} ${server()}`]],
    ['its key without the port', () => [`127.0.0.1 ${server()}`]],
    ['its key by wildcard', () => [`[127.0.*]:* ${server()}`]],
    ['a negated wildcard', () => [`[127.0.*]:*,!${named()} ${server()}`]],
    ['another key of its type', () => [`${named()} ${keys.ed25519?.line}`]],
    ['a key of another type alone', () => [`${named()} ${keys.rsa?.line}`]],
    ['another key without the port', () => [`127.0.0.1 ${keys.ed25519?.line}`]],
    ['another key and its own', () => [`${named()} ${keys['ed25519-b']?.line}`, `${named()} ${server()}`]],
    ['its key, revoked', () => [`${named()} ${server()}`, `@revoked * ${server()}`]],
    ['its key without the port, revoked with it', () => [`127.0.0.1 ${server()}`, `@revoked ${named()} ${server()}`]],
    ['another key with the port, its own without', () => [`${named()} ${keys.ed25519?.line}`, `127.0.0.1 ${server()}`]],
    ['nothing', () => ['']],
    ['a certificate authority', () => [`@cert-authority * ${server()}`]],
  ])('judges a host with %s as the real client does', (_, lines) => {
    const path = file(...lines())
    const real = verdictOfSsh(path)
    expect(createKnownHosts().verify({ ...host(named(), path), port: sshd.port }, sshd.hostKey).kind).toBe(real)
    expect(['trusted', 'unknown', 'changed', 'revoked']).toContain(real)
  })
})
