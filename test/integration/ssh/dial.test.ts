import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DialTarget } from '../../../src/probe/dial.ts'
import { createSsh, type Ssh } from '../../../src/ssh/create-ssh.ts'
import { createLocal } from '../../../src/ssh/local.ts'
import { createAccount, isRoot } from '../../support/account.ts'
import { hostOf, isStock, runSections, section, sshTo, trusting } from '../../support/ssh-setup.ts'
import { freePort, type Sshd, startSshd } from '../../support/sshd.ts'

let sshd: Sshd
let ssh: Ssh
let echo: Server
let echoUnix: Server
let port: number
beforeAll(async () => {
  sshd = await startSshd()
  ssh = sshTo(sshd)
  echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1')
  echoUnix = createServer((socket) => void socket.pipe(socket)).listen(join(sshd.directory, 'echo.sock'))
  await Promise.all([once(echo, 'listening'), once(echoUnix, 'listening')])
  const address = echo.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(async () => {
  await ssh.close()
  echo.close()
  echoUnix.close()
  await sshd.stop()
})

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

const options = { signal: new AbortController().signal, timeoutMs: 2000 }

async function roundTrip(dialler: Pick<Ssh, 'dial'>, target: DialTarget, payload: Buffer): Promise<Buffer> {
  const dialled = await dialler.dial('app1', target, options)
  if (dialled.kind !== 'stream') throw new Error(JSON.stringify(dialled))
  dialled.stream.end(payload)
  const chunks: Buffer[] = []
  for await (const chunk of dialled.stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('dial()', () => {
  it.each([0, 1, 5_000_000])(
    'carries %d bytes there and back, over TCP and to a unix socket, tunnelled and local',
    async (size) => {
      const payload = Buffer.alloc(size, 'slash503')
      const unix = { kind: 'unix', path: join(sshd.directory, 'echo.sock') } as const
      for (const dialler of [ssh, createLocal()]) {
        expect((await roundTrip(dialler, { kind: 'tcp', host: '127.0.0.1', port }, payload)).equals(payload)).toBe(true)
        expect((await roundTrip(dialler, unix, payload)).equals(payload)).toBe(true)
      }
    },
  )

  it('tells apart why a target does not answer', async () => {
    const closed = await freePort()
    for (const dialler of [ssh, createLocal()]) {
      expect(await dialler.dial('app1', { kind: 'tcp', host: '127.0.0.1', port: closed }, options)).toMatchObject({
        kind: 'failed',
        failure: 'refused',
        phase: 'connect',
      })
      expect(await dialler.dial('app1', { kind: 'tcp', host: 'nosuch.invalid', port: 1 }, options)).toMatchObject({
        kind: 'failed',
        failure: 'name-not-found',
        phase: 'resolve',
      })
    }
    expect(await ssh.dial('app1', { kind: 'unix', path: '/nosuch.sock' }, options)).toMatchObject({
      kind: 'failed',
      failure: 'denied',
      detail: expect.stringMatching(/nobody listens there.*may not use it.*AllowStreamLocalForwarding/),
    })
  })

  it.each([
    ['AllowTcpForwarding no', { kind: 'tcp', host: '127.0.0.1', port: 1 }, 'AllowTcpForwarding local'],
    ['DisableForwarding yes', { kind: 'tcp', host: '127.0.0.1', port: 1 }, 'AllowTcpForwarding local'],
    ['PermitOpen 127.0.0.1:9', { kind: 'tcp', host: '127.0.0.1', port: 1 }, 'AllowTcpForwarding local'],
  ] as const)('says that the host forbids it: %s', async (line, target, words) => {
    const strict = await startSshd({ config: [line] })
    const client = sshTo(strict)
    running.push(strict, { stop: () => client.close() })
    expect(await client.dial('app1', target, options)).toMatchObject({
      kind: 'unseen',
      reason: 'denied',
      fix: expect.stringContaining(words),
    })
    expect((await runSections(client, [section('a', 'echo a')])).a?.outcome.kind).toBe('ran')
  })

  it('gives up on a target that does not answer, on an abort, and on a dead host', async () => {
    const stop = AbortSignal.abort()
    expect(
      await ssh.dial('app1', { kind: 'tcp', host: '127.0.0.1', port }, { signal: stop, timeoutMs: 1000 }),
    ).toMatchObject({
      kind: 'unseen',
      reason: 'aborted',
    })
    const dead = createSsh({ resolve: async () => hostOf(sshd, { port: await freePort() }), hostKeys: trusting() })
    expect(await dead.dial('app1', { kind: 'tcp', host: '127.0.0.1', port }, options)).toMatchObject({
      kind: 'unseen',
      reason: 'unreachable',
    })
    await dead.close()
  })

  it('ends a tunnel with its connection', async () => {
    const own = sshTo(sshd)
    const dialled = await own.dial('app1', { kind: 'tcp', host: '127.0.0.1', port }, options)
    if (dialled.kind !== 'stream') throw new Error(JSON.stringify(dialled))
    const closed = once(dialled.stream.resume(), 'close')
    await own.close()
    await closed
    expect(dialled.stream.destroyed).toBe(true)
  })
})

describe('jump hosts', () => {
  it('reach a host through a bastion, each hop verified, one bastion connection for all', async () => {
    const bastion = await startSshd()
    running.push(bastion)
    const jump = [hostOf(bastion, { name: 'bastion' })]
    const fleet = createSsh({
      resolve: (name) => hostOf(sshd, { name, hostKeyName: name, jump }),
      hostKeys: trusting(sshd.hostKey, bastion.hostKey),
      isSsh2Patched: !isStock(),
    })
    running.push({ stop: () => fleet.close() })
    const names = ['app1', 'app2', 'app3', 'app4']
    const settled = await Promise.all(names.map((host) => runSections(fleet, [section('a', 'echo a')], { host })))
    expect(settled.map(({ a }) => a?.outcome.kind)).toEqual(['ran', 'ran', 'ran', 'ran'])
    expect(bastion.log().match(/Accepted publickey/g)).toHaveLength(1)
    const dialled = await fleet.dial('app1', { kind: 'tcp', host: '127.0.0.1', port }, options)
    expect(dialled.kind).toBe('stream')
  })

  it('do not let a host behind them past its own host key, nor stand in when they are unknown', async () => {
    const bastion = await startSshd()
    running.push(bastion)
    const jump = [hostOf(bastion, { name: 'bastion' })]
    for (const [known, name] of [
      [bastion.hostKey, 'app1'],
      [sshd.hostKey, 'bastion'],
    ] as const) {
      const client = createSsh({ resolve: () => hostOf(sshd, { jump }), hostKeys: trusting(known) })
      running.push({ stop: () => client.close() })
      expect((await runSections(client, [section('a', 'echo a')])).a?.outcome).toMatchObject({
        kind: 'unseen',
        reason: 'denied',
        fix: `503 hosts trust ${name}`,
      })
    }
  })

  it('say when they cannot reach the host', async () => {
    const bastion = await startSshd()
    running.push(bastion)
    const closed = await freePort()
    const jump = [hostOf(bastion, { name: 'bastion' })]
    const client = createSsh({
      resolve: () => hostOf(sshd, { port: closed, jump }),
      hostKeys: trusting(bastion.hostKey),
    })
    running.push({ stop: () => client.close() })
    expect((await runSections(client, [section('a', 'echo a')])).a?.outcome).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringMatching(/cannot be reached through bastion: Connection refused/i),
    })
  })
})

describe.skipIf(isStock())('144 hosts, one of them dead', () => {
  it('cost the dead one its own timeout and nobody else anything', async () => {
    // More than twice what is logged in to at once; `npm run bench:fanout` measures 400.
    const addresses = Array.from({ length: 144 }, (_, index) => `127.0.10.${1 + index}`)
    // sshd listens on at most 16 addresses.
    const parts = Array.from({ length: 9 }, (_, part) => addresses.slice(part * 16, part * 16 + 16))
    // A login shell without login files: their cost is not what is looked at.
    const account = isRoot ? createAccount('/bin/sh') : undefined
    if (account) running.push(account)
    const servers: Sshd[] = []
    for (const part of parts) {
      servers.push(await startSshd({ addresses: part, ...(account ? { user: account.name } : {}) }))
    }
    running.push(...servers)
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    running.push({ stop: () => mute.close() })
    const muteAddress = mute.address()
    const mutePort = typeof muteAddress === 'object' && muteAddress ? muteAddress.port : 0
    const fleet = createSsh({
      resolve: (name) => {
        const index = Number(name)
        const server = servers[Math.floor(index / 16)] ?? sshd
        if (index === 17) return hostOf(server, { name, port: mutePort, hostKeyName: name })
        return hostOf(server, { name, address: addresses[index] ?? '', hostKeyName: name })
      },
      hostKeys: trusting(...servers.map(({ hostKey }) => hostKey)),
      // The hosts share this machine, which may start processes slowly: only the mute one may run out of time.
      limits: { handshakeMs: 60_000, channelMs: 60_000, shellMs: 60_000 },
    })
    running.push({ stop: () => fleet.close() })
    const stop = new AbortController()
    let alive = 0
    const outcomes = await Promise.all(
      addresses.map(async (_address, index) => {
        const settled = await runSections(fleet, [section('a', `echo ${index}`, { timeoutMs: 60_000 })], {
          host: String(index),
          signal: stop.signal,
        })
        // The mute host still has its time: all others settled without waiting for it.
        if (settled.a?.outcome.kind === 'ran' && ++alive === addresses.length - 1) stop.abort()
        return settled.a?.outcome
      }),
    )
    expect(outcomes.splice(17, 1)).toMatchObject([{ kind: 'unseen' }])
    const printed = outcomes.map((outcome) => outcome?.kind === 'ran' && outcome.output.stdout)
    expect(printed).toEqual(addresses.flatMap((_address, index) => (index === 17 ? [] : [`${index}\n`])))
  })
})
