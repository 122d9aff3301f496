import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostTarget } from '../../../src/service/service.ts'
import { createHostResolver, type HostResolverOptions } from '../../../src/ssh/resolve-host.ts'
import type { ResolvedHost } from '../../../src/ssh/resolved-host.ts'

const home = mkdtempSync(join(tmpdir(), 'slash503-home-'))
mkdirSync(join(home, '.ssh/conf.d/deep'), { recursive: true })
for (const key of ['id_ed25519', 'id_rsa', 'work', 'app1.key', 'a b']) writeFileSync(join(home, '.ssh', key), '')
writeFileSync(join(home, '.ssh/conf.d/10-first.conf'), 'Host app*\n  User from-first\n')
writeFileSync(
  join(home, '.ssh/conf.d/20-second.conf'),
  'Host app1\n  User from-second\n  Port 2020\nHost *\n  HostKeyAlias shared\n',
)
writeFileSync(join(home, '.ssh/conf.d/deep/x.conf'), 'Host gate\nPort 99\n')
let count = 0

function resolver(config: string, options: Partial<HostResolverOptions> = {}) {
  const configFile = join(home, `config-${count++}`)
  writeFileSync(configFile, config)
  return createHostResolver({
    targets: {},
    defaults: {},
    home,
    configFile,
    env: { SSH_AUTH_SOCK: '/run/agent' },
    ...options,
  })
}

/** A block that never counts but that only the real client understands. */
const unreadable = '\nMatch host never-a-host\n  User nobody\n'
const withClient = (config: string) => resolver(config + unreadable)
const withoutClient = (config: string) => resolver(config + unreadable, { sshBinary: '/nonexistent/ssh' })

/** The client writes its own home directory into its defaults. */
function here(host: ResolvedHost): ResolvedHost {
  const files = host.knownHostsFiles.map((file) => file.replace(homedir(), home))
  const agent = host.agentSocket && { agentSocket: host.agentSocket.replace(homedir(), home) }
  return { ...host, ...agent, knownHostsFiles: files, jump: host.jump.map(here) }
}

const include = (path: string) => `Include ${home}/.ssh/${path}\n`

describe('createHostResolver()', () => {
  it.each<[string, string]>([
    ['', 'app1'],
    ['Host app1\n HostName 10.0.0.1\n User u\n Port 2222\n', 'app1'],
    ['Host app1\n HostName %h.example.com\n', 'app1'],
    ['Host *.example.com\n User a\nHost db?\n User b\nHost *\n User c\n', 'db1'],
    ['Host * !app1\n User a\n', 'app1'],
    ['Host * !app1\n User a\n', 'app2'],
    ['Host APP1\n User a\n', 'app1'],
    ['User first\nHost app1\n User second\n', 'app1'],
    ['Host app1\n User=u\n Port = 2222\n', 'app1'],
    ['Host "app1" app2\n User "a"\n # comment\n Port 2200 # more\n', 'app1'],
    ['Host app1\n IdentityFile ~/.ssh/work\n IdentityFile ~/.ssh/%n.key\n IdentityFile ~/.ssh/none-such\n', 'app1'],
    ['Host app1\n IdentityFile "~/.ssh/a b"\n IdentitiesOnly yes\n', 'app1'],
    ['Host app1\n IdentityFile none\n', 'app1'],
    ['Host app1\n IdentityFile %d/.ssh/work\n', 'app1'],
    ['Host app1\n IdentityAgent none\n', 'app1'],
    ['Host app1\n IdentityAgent ~/agent-%r\n', 'app1'],
    ['Host app1\n IdentityAgent SSH_AUTH_SOCK\n', 'app1'],
    ['Host app1\n HostKeyAlias Alias\n Port 2222\n', 'app1'],
    ['Host app1\n UserKnownHostsFile ~/one /two\n GlobalKnownHostsFile /three\n', 'app1'],
    ['Host app1\n UserKnownHostsFile none\n', 'app1'],
    ['Host app1\n UserKnownHostsFile ~/known-%k\n HostKeyAlias x\n', 'app1'],
    ['Host app1\n ProxyJump gate\nHost gate\n User g\n Port 2200\n', 'app1'],
    ['Host app1\n ProxyJump me@gate:2200,[::1]:23\n', 'app1'],
    ['Host app1\n ProxyJump gate\nHost gate\n ProxyJump outer\nHost outer\n HostName o.example.com\n', 'app1'],
    ['Host app1\n ProxyJump gate,inner\nHost inner\n ProxyJump elsewhere\n', 'app1'],
    ['Host app1\n ProxyJump none\nHost *\n ProxyJump gate\n', 'app1'],
    ['Host app1\n ProxyJump gate\n ProxyCommand nc %h %p\n', 'app1'],
    ['Host app1\n ProxyCommand none\n', 'app1'],
    ['Host app1\n ProxyCommand nc -w 5 %h %p # see "the wiki"\n', 'app1'],
    ['Host app1\n ProxyCommand ssh -q -W %h:%p me@gate\nHost gate\n Port 2200\n ProxyJump outer\n', 'app1'],
    ['Host app1\n ProxyCommand  "ssh" -o "User g" -W [%h]:%p gate\n', 'app1'],
    ['ProxyCommand /usr/bin/sss_ssh_knownhostsproxy -p %p %h\nHost app1\n ProxyJump gate\n', 'app1'],
    ['Match all\n User a\nHost app1\n Port 1\n', 'app1'],
    [include('conf.d/*.conf'), 'app1'],
    [`Host other\n ${include('conf.d/*.conf')}`, 'app1'],
    [`Host app1\n ${include('conf.d/20-second.conf')} User after\n`, 'app1'],
    [`${include('conf.d/*/x.conf')}Host app1\n ProxyJump gate\n`, 'app1'],
    ['Include conf.d/none-such\nHost app1\n User a\n', 'app1'],
    ['Host app1\n ServerAliveInterval 5\n ForwardAgent yes\n SendEnv LANG\n', 'app1'],
    ['Host ::1\n User a\n', '::1'],
  ])('reads %j for %s as ssh -G does', async (config, name) => {
    const real = here(await withClient(config)(name))
    expect(here(await withoutClient(config)(name))).toEqual(real)
    expect(here(await resolver(config)(name))).toEqual(real)
  })

  it('reads any configuration as ssh -G does', async () => {
    const line = fc.oneof(
      fc.tuple(
        fc.constantFrom('Host'),
        fc.constantFrom('app1', 'app*', 'gate', '*', '!app1 *', 'a?p1 gate', '"app1"', 'x'),
      ),
      fc.tuple(fc.constantFrom('User', 'HostKeyAlias'), fc.constantFrom('a', '"b"', 'c # d', 'e#f')),
      fc.tuple(fc.constantFrom('HostName'), fc.constantFrom('%h.x', '10.0.0.1', 'UPPER', 'a%%b'.replace('%%', '-'))),
      fc.tuple(fc.constantFrom('Port', ' port', '\tPort'), fc.constantFrom('1', '65535', ' = 22', '"2200"')),
      fc.tuple(
        fc.constantFrom('IdentityFile'),
        fc.constantFrom('~/.ssh/work', '~/.ssh/id_rsa', 'none', '~/.ssh/%n.key'),
      ),
      fc.tuple(fc.constantFrom('IdentitiesOnly'), fc.constantFrom('yes', 'no')),
      fc.tuple(fc.constantFrom('UserKnownHostsFile', 'GlobalKnownHostsFile'), fc.constantFrom('/a /b', '~/c', '/k-%h')),
      fc.tuple(fc.constantFrom('ProxyJump'), fc.constantFrom('none', 'u@hop:7', 'hop,hop2')),
      fc.tuple(fc.constantFrom('Match'), fc.constantFrom('all')),
      fc.tuple(fc.constantFrom('Include'), fc.constantFrom(`${home}/.ssh/conf.d/*.conf`)),
      fc.tuple(fc.constantFrom('#', 'Compression'), fc.constantFrom('yes')),
    )
    const config = fc
      .array(
        line.map((words) => words.join(' ')),
        { maxLength: 12 },
      )
      .map((lines) => lines.join('\n'))
    const property = fc.asyncProperty(config, async (config) => {
      const answer = async (resolve: (name: string) => Promise<ResolvedHost>) =>
        resolve('app1').then(here, (error: Error) =>
          error.message.replace(/config-\d+/, '').replace(/.*(?:circle|jumphost loop).*/, 'a circle'),
        )
      expect(await answer(resolver(config))).toEqual(await answer(withClient(config)))
    })
    await fc.assert(property, { numRuns: 150 })
  })

  it('needs no configuration at all', async () => {
    const resolve = createHostResolver({ targets: {}, defaults: {}, home, configFile: 'none', env: {} })
    expect(await resolve('App1.example.com')).toEqual({
      name: 'App1.example.com',
      address: 'app1.example.com',
      port: 22,
      user: userInfo().username,
      identityFiles: [join(home, '.ssh/id_rsa'), join(home, '.ssh/id_ed25519')],
      hostKeyName: 'app1.example.com',
      knownHostsFiles: [
        join(home, '.ssh/known_hosts'),
        join(home, '.ssh/known_hosts2'),
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
      jump: [],
    })
  })

  const target = (name: string, rest: Partial<HostTarget>): Record<string, HostTarget> => ({
    [name]: { name, ...rest },
  })
  const config = `Host app1\n HostName 10.9.9.9\n User conf\n Port 2000\n ProxyJump gate\n IdentityFile ~/.ssh/id_rsa\n UserKnownHostsFile /conf\nHost gate\n User g\n`

  it.each([config, config + unreadable])('lets services.yml win', async (config) => {
    const targets = {
      ...target('app1', {
        address: 'db.x',
        port: 2222,
        user: 'own',
        identity: '~/.ssh/work',
        knownHosts: ['~/own'],
        jump: ['b1', 'b2'],
      }),
      ...target('b2', { address: '10.0.0.2' }),
    }
    const host = await resolver(config, { targets })('app1')
    expect(host).toMatchObject({
      address: 'db.x',
      port: 2222,
      user: 'own',
      identityFiles: [join(home, '.ssh/work')],
      hostKeyName: '[db.x]:2222',
      jump: [{ name: 'b1' }, { name: 'b2', address: '10.0.0.2' }],
    })
    expect(host.knownHostsFiles[0]).toBe(join(home, 'own'))
  })

  it('applies the defaults of services.yml to every host, those on the way as well', async () => {
    const host = await resolver(config, { defaults: { user: 'probe', knownHosts: ['/pinned'] } })('app1')
    expect([host.user, host.jump[0]?.user, host.jump[0]?.knownHostsFiles[0], host.port]).toEqual([
      'probe',
      'probe',
      '/pinned',
      2000,
    ])
  })

  it('goes straight where services.yml says jump: []', async () => {
    expect((await resolver(config, { targets: target('app1', { jump: [] }) })('app1')).jump).toEqual([])
  })

  it('takes no host from what every object has', async () => {
    expect(await resolver('')('constructor')).toMatchObject({ name: 'constructor', address: 'constructor' })
  })

  it.each<[string, string, Partial<HostResolverOptions>, string]>([
    [
      'Host a\n ProxyCommand cloudflared access ssh --hostname %h\n',
      'a',
      {},
      ':2 ProxyCommand cloudflared access ssh --hostname %h',
    ],
    ['Match exec true\n ProxyCommand sh -c "nc %h %p | tee x"\n', 'a', {}, ':2 ProxyCommand sh -c "nc %h %p | tee x"'],
    ['Host a\n ProxyJump b\nHost b\n ProxyJump a\n', 'a', {}, 'the way to a goes in a circle: a → b → a'],
    ['Host *\n ProxyJump b\n', 'a', {}, 'the way to a goes in a circle: a → b → b'],
    ['', 'a', { targets: target('a', { jump: ['a'] }) }, 'the way to a goes in a circle: a → a'],
    ['', 'a', { targets: target('a', { identity: '~/.ssh/no-such' }) }, 'the key ~/.ssh/no-such for a cannot be read'],
    ['Host a\n RevokedHostKeys /x\n', 'a', {}, 'RevokedHostKeys is set for a, which slash503 does not read'],
    ['Host a\n HostName "x y"\n', 'a', {}, '"x y" is no host name, for HostName of a'],
    ['Host a\n ProxyJump "x y"\n', 'a', {}, 'ProxyJump of a cannot be read: x y'],
    ['Nonsense 1\n', 'a', {}, 'ssh -G a: '],
    ['', '-oProxyCommand=touch /tmp/x', {}, 'is no host name'],
    ['', 'a;id', {}, 'is no host name'],
  ])('refuses %j for %s', async (config, name, options, message) => {
    await expect(resolver(config, options)(name)).rejects.toMatchObject({
      kind: 'resolve',
      message: expect.stringContaining(message),
    })
  })

  const published = (file: string): string =>
    readFileSync(new URL(`../../fixtures/public-cases/${file}`, import.meta.url), 'utf8')

  it('goes through the host of a ProxyCommand ssh -W, as by ProxyJump', async () => {
    const host = await resolver(published('dash-w.ssh_config'))('app1')
    expect(host).toMatchObject({ address: '10.0.0.11', jump: [{ address: '203.0.113.7', user: 'ops', port: 2222 }] })
  })

  it.each([{}, { sshBinary: '/nonexistent/ssh' }])(
    'goes straight where ipa-client-install was: %j',
    async (options) => {
      const host = await resolver(published('freeipa.ssh_config'), options)('app1')
      expect(host).toMatchObject({ address: 'app1', jump: [] })
      expect(host.knownHostsFiles).toContain('/var/lib/sss/pubconf/known_hosts')
    },
  )

  it('takes the key that a ProxyCommand names for its host', async () => {
    const config = 'Host app1\n ProxyCommand ssh -i ~/.ssh/work -W %h:%p gate\n'
    expect(await resolver(config)('app1')).toMatchObject({ jump: [{ identityFiles: [join(home, '.ssh/work')] }] })
  })

  it('never hands the client a name or an address that could be an option', async () => {
    const asked = join(home, 'asked')
    const binary = join(home, 'ssh-spy')
    writeFileSync(binary, `#!/bin/sh\nprintf '%s\\n' "$@" >> ${asked}\nexec ssh "$@"\n`, { mode: 0o755 })
    const resolve = resolver(unreadable, { sshBinary: binary, targets: target('b', { address: '-oProxyCommand=id' }) })
    await resolve('a')
    await expect(resolve('-V')).rejects.toThrow('is no host name')
    await expect(resolve('b')).rejects.toThrow('is no host name')
    expect(readFileSync(asked, 'utf8')).toMatch(/^-G\n-F\n\S+\n--\na\n$/)
  })

  it('gives up on a client that does not answer', { timeout: 15_000 }, async () => {
    const binary = join(home, 'ssh-mute')
    writeFileSync(binary, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
    await expect(resolver(unreadable, { sshBinary: binary })('a')).rejects.toThrow('ssh -G a: no answer within 5 s')
  })

  it('says once which lines do not count without a client', async () => {
    const notes: string[] = []
    const resolve = resolver(`User a${unreadable}`, {
      sshBinary: '/nonexistent/ssh',
      onNote: (note) => notes.push(note),
    })
    expect((await resolve('a')).user).toBe('a')
    await resolve('b')
    expect(notes).toEqual([
      expect.stringMatching(/^no ssh client to ask, so this line does not count: \S+:2 Match host never-a-host$/),
    ])
  })

  it('asks the client once per host until a file changes', async () => {
    const log = join(home, 'count')
    const binary = join(home, 'ssh-count')
    writeFileSync(binary, `#!/bin/sh\necho x >> ${log}\nexec ssh "$@"\n`, { mode: 0o755 })
    const configFile = join(home, 'changing')
    writeFileSync(configFile, `User a${unreadable}`)
    const resolve = createHostResolver({ targets: {}, defaults: {}, home, configFile, env: {}, sshBinary: binary })
    await Promise.all([resolve('a'), resolve('a'), resolve('b')])
    expect(readFileSync(log, 'utf8').length).toBe(4)
    writeFileSync(configFile, `User bb${unreadable}`)
    await new Promise((over) => setTimeout(over, 1100))
    expect((await resolve('a')).user).toBe('bb')
  })
})
