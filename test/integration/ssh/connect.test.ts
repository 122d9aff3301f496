import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { SectionResult } from '../../../src/probe/execute.ts'
import type { SshOptions } from '../../../src/ssh/create-ssh.ts'
import { createSsh } from '../../../src/ssh/create-ssh.ts'
import type { ResolvedHost } from '../../../src/ssh/resolved-host.ts'
import { isStock, runSections, section, sshTo, trusting } from '../../support/ssh-setup.ts'
import { freePort, type Sshd, type SshdOptions, startSshd } from '../../support/sshd.ts'

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

/** A host that need not be an SSH server. */
function clientTo(host: Partial<ResolvedHost>, more: Partial<SshOptions> = {}) {
  const resolved: ResolvedHost = {
    name: 'app1',
    address: '127.0.0.1',
    port: 22,
    user: 'probe',
    identityFiles: [],
    hostKeyName: 'app1',
    knownHostsFiles: [],
    jump: [],
    ...host,
  }
  const ssh = createSsh({ resolve: () => resolved, hostKeys: trusting(), isSsh2Patched: !isStock(), ...more })
  running.push({ stop: () => ssh.close() })
  return ssh
}

async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    onConnection(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.push({
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

async function readingOf(ssh: ReturnType<typeof createSsh>) {
  const settled = await runSections(ssh, [section('a', 'echo a')])
  return settled.a?.outcome
}

const unseen = (reason: string, words: string) => ({ kind: 'unseen', reason, detail: expect.stringContaining(words) })

describe('a host that cannot be reached', () => {
  it('refuses the connection', async () => {
    const ssh = clientTo({ port: await freePort() })
    expect(await readingOf(ssh)).toMatchObject(unseen('unreachable', 'connection refused by 127.0.0.1'))
  })

  it('has no name', async () => {
    expect(await readingOf(clientTo({ address: 'nosuch.invalid' }))).toMatchObject(
      unseen('unreachable', 'the name nosuch.invalid is not known'),
    )
  })

  it('does not answer the connect', async () => {
    // A listener whose queue is full and never emptied: the kernel drops further SYNs.
    const child = spawn(
      process.execPath,
      [
        '-e',
        'const s=require("net").createServer().listen({port:0,host:"127.0.0.1",backlog:1},()=>{require("fs").writeSync(1,s.address().port+"\\n");Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0)})',
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    running.push({ stop: () => child.kill('SIGKILL') })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const port = Number(line.toString())
    const fillers = Array.from({ length: 8 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => undefined))
    running.push({ stop: () => fillers.forEach((socket) => socket.destroy()) })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const startedAt = performance.now()
    expect(await readingOf(clientTo({ port }, { limits: { connectMs: 500 } }))).toMatchObject(
      unseen('unreachable', `connection to 127.0.0.1 port ${port} timed out after 500 ms`),
    )
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  it('accepts TCP and then says nothing', async () => {
    const port = await serve(() => undefined)
    expect(await readingOf(clientTo({ port }, { limits: { handshakeMs: 300 } }))).toMatchObject(
      unseen('unreachable', `127.0.0.1 port ${port} accepts connections but says nothing (waited 300 ms)`),
    )
  })

  it('stops in the middle of the key exchange', async () => {
    const port = await serve((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
    expect(await readingOf(clientTo({ port }, { limits: { handshakeMs: 300 } }))).toMatchObject(
      unseen('unreachable', 'did not finish the key exchange within 300 ms'),
    )
  })

  it.each([
    ['hangs up', (socket: Socket) => socket.end(), 'hung up before the SSH handshake'],
    ['floods', (socket: Socket) => socket.write('x'.repeat(1_000_000)), 'no SSH handshake'],
  ])('%s', async (_name, behave, words) => {
    const port = await serve(behave)
    expect(await readingOf(clientTo({ port }))).toMatchObject(unseen('unreachable', words))
  })

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'is a web server, not SSH: "HTTP/1.1 400 Bad Request"'],
    ['a page', '<html>\r\n<head><title>400', 'is a web server, not SSH: "<html>"'],
    ['TLS', Buffer.from([0x15, 3, 1, 0, 2, 2, 70]), 'is a server of TLS, not SSH'],
    ['a mail server', '220 mail.example ESMTP\r\n', 'is a mail or FTP server, not SSH: "220 mail.example ESMTP"'],
    ['Redis', "-ERR unknown command 'SSH-2.0-ssh2js'\r\n", 'is a Redis server, not SSH: "-ERR unknown command'],
  ])('is the port of %s: a setting of this machine', async (_name, greeting, words) => {
    const port = await serve((socket) => socket.end(greeting))
    expect(await readingOf(clientTo({ port }))).toMatchObject({
      ...unseen('this-machine', `port ${port} of 127.0.0.1 ${words}`),
      fix: expect.stringContaining(`'port:' under ssh.hosts.`),
      code: 'wrong-port',
    })
  })

  it('says that it is full before it says who it is: no wrong port', async () => {
    const port = await serve((socket) => socket.end('Exceeded MaxStartups\r\n'))
    expect(await readingOf(clientTo({ port }))).toMatchObject(unseen('unreachable', 'hung up before the SSH handshake'))
  })

  it('cannot be resolved', async () => {
    const ssh = clientTo(
      {},
      {
        resolve: () => {
          throw Object.assign(new Error('app1 jumps through itself'), { hint: 'fix ProxyJump' })
        },
      },
    )
    expect(await readingOf(ssh)).toEqual({
      kind: 'unseen',
      reason: 'unreachable',
      detail: 'ssh: app1 jumps through itself',
      fix: 'fix ProxyJump',
    })
  })

  it('is half open: found by keepalive', async () => {
    const sshd = await start()
    let isSilent = false
    const port = await serve((socket) => {
      const behind = connect({ port: sshd.port, host: '127.0.0.1' }).on('error', () => undefined)
      socket.on('data', (chunk) => isSilent || behind.write(chunk)).on('close', () => behind.destroy())
      behind.on('data', (chunk) => isSilent || socket.write(chunk))
    })
    const ssh = client(sshd, { host: { port }, limits: { keepaliveMs: 100 } })
    const settled: Record<string, SectionResult> = {}
    await ssh.script('app1', [section('a', 'echo a'), section('b', 'sleep 20', { timeoutMs: 30_000 })], {
      signal: new AbortController().signal,
      onSection: (result) => {
        settled[result.id] = result
        isSilent = true
      },
    })
    expect(settled.a?.outcome).toMatchObject({ kind: 'ran' })
    expect(settled.b?.outcome).toMatchObject(unseen('unreachable', 'no answer to keepalives'))
  })
})
