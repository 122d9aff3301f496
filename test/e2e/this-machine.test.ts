import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isRoot } from '../support/account.ts'
import { bin, runCheck, startCommand } from '../support/command.ts'
import { createServiceFolder, keyLine } from '../support/service-folder.ts'
import { freePort, makeKey, type Sshd, startSshd } from '../support/sshd.ts'

const folder = createServiceFolder()
const running: { stop(): unknown }[] = []
const web = createServer((_, response) => response.end('ok'))
let webPort = 0

beforeAll(async () => {
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  webPort = (web.address() as AddressInfo).port
})
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})
afterAll(() => {
  web.close()
  folder.remove()
})

async function startHost(config: readonly string[] = []): Promise<Sshd> {
  const sshd = await startSshd({ config })
  running.push(sshd)
  return sshd
}

interface Reached {
  readonly port?: number
  readonly identity?: string
  /** Lines of `ssh.hosts` after app1. */
  readonly more?: string
  readonly hosts?: string
  readonly url?: string
}

/** A service of which all is well: its URL answers, and on its host something listens on its port. */
function writeService(sshd: Sshd, reached: Reached = {}): void {
  const { port = sshd.port, identity = sshd.identityFile, more = '', hosts = 'app1' } = reached
  writeFileSync(folder.knownHostsFile, keyLine(sshd.hostKeyFile, sshd.port))
  writeFileSync(
    join(folder.path, 'services.yml'),
    `ssh:
  user: ${sshd.user}
  identity: ${identity}
  known_hosts: ${folder.knownHostsFile}
  hosts:
    app1: { address: 127.0.0.1, port: ${port} }
${more}services:
  shop:
    url: ${reached.url ?? `http://127.0.0.1:${webPort}/`}
    hosts: [${hosts}]
    port: ${sshd.port}
    limits: { load_per_core: 900, memory: 100%, disk: 100% }
`,
  )
}

interface Told {
  readonly exit: number | null
  readonly headline: string
  readonly text: string
}

/** The command inside a namespace of its own, as `unshare` makes it. */
async function check(inside: readonly string[] = []): Promise<Told> {
  const [program, ...args] = [...inside, process.execPath, bin, 'check', 'shop']
  const child = spawn(program, args, {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  const [exit] = (await once(child, 'close')) as [number | null]
  const [head = ''] = out.split(/\n\d{4}-/)
  return { exit, headline: head.replace(/\s+/g, ' '), text: out.replace(/\s+/g, ' ') }
}

describe('503 check from a machine that is at fault itself', () => {
  it.each<[name: string, config: readonly string[], reached: (sshd: Sshd) => Reached, says: RegExp, fix: RegExp]>([
    [
      'a key file that is missing',
      [],
      () => ({ identity: '/nosuch/id' }),
      /cannot reach app1: the key \/nosuch\/id/,
      /ls -l/,
    ],
    [
      'the wrong key',
      [],
      (sshd) => ({ identity: makeKey(sshd.directory, 'wrong') }),
      /cannot log in to app1: \S+ on 127\.0\.0\.1 was not let in with \S+wrong/,
      /authorized_keys/,
    ],
    [
      'no common key exchange',
      ['KexAlgorithms diffie-hellman-group-exchange-sha256'],
      () => ({}),
      /cannot reach app1: 127\.0\.0\.1 port \d+ offers no key exchange algorithm that slash503 speaks/,
      /ssh -vv/,
    ],
    [
      'no common cipher',
      ['Ciphers aes256-cbc'],
      () => ({}),
      /cannot reach app1: 127\.0\.0\.1 port \d+ offers no cipher that slash503 speaks/,
      /ssh -vv/,
    ],
    [
      'the port of a web server',
      [],
      () => ({ port: webPort }),
      /cannot reach app1: port \d+ of 127\.0\.0\.1 is a web server, not SSH: "HTTP\/1\.1 400/,
      /port of SSH/,
    ],
    [
      'a name that nobody knows',
      [],
      () => ({ hosts: 'slash503-nosuch' }),
      /cannot (?:reach slash503-nosuch: slash503-nosuch is no name to this machine|resolve any name)/,
      /on this machine: /,
    ],
    [
      'a jump host that is away',
      [],
      () => ({
        more: '    app9: { address: 127.0.0.1, jump: [app8] }\n    app8: { address: 127.0.0.1, port: 1 }\n',
        hosts: 'app9',
      }),
      /cannot reach app9: the jump host app8 cannot be reached: connection refused by 127\.0\.0\.1 port 1/,
      /ssh app8 true/,
    ],
  ])('%s: inconclusive, and the first line says so', async (_name, config, reached, says, fix) => {
    const sshd = await startHost(config)
    writeService(sshd, reached(sshd))
    const { exit, headline, text } = await check()
    expect(headline).toMatch(new RegExp(`^shop could not be judged: this machine ${says.source}`))
    expect(text).toMatch(fix)
    expect(text).not.toMatch(/Host unreachable|take it out of the balancer|DOWN/)
    expect(exit).toBe(2)
  })

  it('a ProxyCommand: inconclusive, and the first line says so', async () => {
    const sshd = await startHost()
    writeService(sshd)
    mkdirSync(join(folder.path, '.ssh'), { recursive: true })
    writeFileSync(join(folder.path, '.ssh/config'), 'Host app1\n  ProxyCommand corkscrew proxy.example 8080 %h %p\n')
    running.push({ stop: () => writeFileSync(join(folder.path, '.ssh/config'), '') })
    const { exit, headline } = await check()
    expect(headline).toMatch(
      /^shop could not be judged: this machine cannot reach app1: ssh reaches app1 by a ProxyCommand/,
    )
    expect(exit).toBe(2)
  })

  it('with all of that fixed: healthy, so that each of these tests can fail', async () => {
    const sshd = await startHost()
    writeService(sshd)
    expect(await check()).toMatchObject({ exit: 0, headline: expect.stringMatching(/^shop is healthy/) })
  })
})

/** Why this machine can make no namespace, in one line; undefined when it can. */
const whyNoNamespace = !isRoot
  ? 'it needs root'
  : spawnSync('unshare', ['--net', '--mount', 'true']).status !== 0
    ? 'no namespace may be made'
    : undefined
if (whyNoNamespace) process.stderr.write(`Without a machine whose network is cut: ${whyNoNamespace}\n`)

describe.skipIf(whyNoNamespace)('503 check', () => {
  it('with the network cut: inconclusive, exit 2, and the first line names this machine', async () => {
    const sshd = await startHost()
    const more = '    app2: { address: 10.77.0.12 }\n    app3: { address: 10.77.0.13 }\n'
    writeService(sshd, { more, hosts: 'app2, app3', url: 'http://shop.slash503.test/' })
    const { exit, headline, text } = await check(['unshare', '--net'])
    expect(headline).toBe(
      'shop could not be judged: this machine cannot reach anything: no route to 10.77.0.0/24, no resolver answers for shop.slash503.test',
    )
    expect(text).toContain('on this machine: ip route get 10.77.0.12')
    expect(text).not.toMatch(/Host unreachable|Balancer down|take it out of the balancer|DOWN/)
    expect(exit).toBe(2)
  })

  it('with the resolver gone: inconclusive, exit 2, and the first line names this machine', async () => {
    const sshd = await startHost()
    writeService(sshd, { url: 'http://shop.slash503.test/' })
    const resolver = join(folder.path, 'resolv.conf')
    writeFileSync(resolver, 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    const script = `mount --bind ${resolver} /etc/resolv.conf && exec "$@"`
    const { exit, headline, text } = await check(['unshare', '--mount', 'sh', '-ec', script, 'sh'])
    expect(headline).toBe(
      'shop could not be judged: this machine cannot resolve any name: no resolver answers for shop.slash503.test',
    )
    expect(text).toContain('cat /etc/resolv.conf')
    expect(text).not.toMatch(/Balancer down|DOWN/)
    expect(exit).toBe(2)
  })
})

describe('503 check --host', () => {
  it('looks at the hosts asked for, and says so in its first line', async () => {
    const sshd = await startHost()
    writeService(sshd, { hosts: 'app1, app2', more: `    app2: { address: 127.0.0.1, port: ${await freePort()} }\n` })
    const { out, exit } = await startCommand(['check', 'shop', '--host', 'app1'], { folder: folder.path }).ended
    expect(out).toMatch(/^shop on app1 \(1 of 2 hosts\) is healthy: /)
    expect(exit).toBe(0)
    const { report } = await runCheck(['shop', '--host', 'app1'], { folder: folder.path })
    expect(report.judgedFrom).toMatchObject({ service: { hosts: ['app1'] }, otherHosts: ['app2'] })
    expect(report.diagnosis.notLookedAt).toContainEqual(expect.objectContaining({ fix: 'run it without --host' }))
  })

  it('refuses a host that is none of the service, with those that are', async () => {
    const sshd = await startHost()
    writeService(sshd)
    const { err, out, exit } = await startCommand(['check', 'shop', '--host', 'ap1'], { folder: folder.path }).ended
    expect([exit, out]).toEqual([64, ''])
    expect(err).toMatch(/"ap1" as --host: it is no host of shop[^]*Did you mean app1\?/)
  })
})
