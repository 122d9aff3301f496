import { connect as connectTcp, isIP, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import ssh2 from 'ssh2'
import { renderDuration } from '../lib/duration.ts'
import { oneLine } from '../lib/one-line.ts'
import { mostForeign, ownErrorOf } from '../probe/own-error.ts'
import { algorithmsFor } from './algorithms.ts'
import type { Identities } from './authenticate.ts'
import { type Connection, closeTransport, createConnection } from './connection.ts'
import { checkHostKey } from './host-key.ts'
import type { SshLimits } from './limits.ts'
import { nameWrongPort } from './name-wrong-port.ts'
import { patchSsh2 } from './patch-ssh2.ts'
import type { HostKeys, ResolvedHost } from './resolved-host.ts'
import { detailChars, isUnreached, SshError, type SshErrorKind } from './ssh-error.ts'
import { writeOncePerTurn } from './write-once-per-turn.ts'

const kinds: Readonly<Record<string, SshErrorKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ETIMEDOUT: 'connect-timeout',
}

/** A TCP connection to a host's SSH port. Rejects with `SshError`: dns, refused, unroutable, connect-timeout, aborted. */
export function openTcp(
  host: ResolvedHost,
  { limits, signal }: { readonly limits: SshLimits; readonly signal: AbortSignal },
): Promise<Socket> {
  const where = `${host.address} port ${host.port}`
  return new Promise((resolve, reject) => {
    let isLookedUp = false
    const socket = connectTcp({ host: host.address, port: host.port, noDelay: true })
    const over = (error?: SshError): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      // A late error of a socket that nobody uses yet, or any more, has nobody to tell.
      socket.off('error', onError).on('error', () => undefined)
      if (!error) return resolve(socket)
      socket.destroy()
      reject(error)
    }
    const onAbort = (): void => over(new SshError('aborted', 'the run ended first'))
    const onError = (error: NodeJS.ErrnoException): void => {
      over(notConnected(host, error))
    }
    const timer = setTimeout(() => {
      const after = renderDuration(limits.connectMs)
      if (isLookedUp) over(new SshError('connect-timeout', `connection to ${where} timed out after ${after}`))
      else
        over(
          new SshError('dns', `the name ${host.address} could not be looked up within ${after}`, { code: 'EAI_AGAIN' }),
        )
    }, limits.connectMs)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('lookup', () => {
      isLookedUp = true
    })
    isLookedUp = /^[\d.]+$|:/.test(host.address)
    socket.once('connect', () => over())
    socket.on('error', onError)
  })
}

function notConnected(host: ResolvedHost, error: NodeJS.ErrnoException): SshError {
  const all = error instanceof AggregateError ? (error.errors as readonly NodeJS.ErrnoException[]) : [error]
  const told = mostForeign(all)[0] ?? error
  const { code, address } = told as NodeJS.ErrnoException & { readonly address?: string }
  const where = `${host.address} port ${host.port}`
  const own = ownErrorOf(code ?? '')
  if (own) {
    const words = `this machine cannot open a connection to ${where}: ${own.words} (${code})`
    return new SshError('own-error', words, { cause: error, code, fix: own.fix })
  }
  if (code === 'ENOTFOUND' && isBareName(host)) return unknownAlias(host, error)
  const kind = kinds[code ?? ''] ?? 'unroutable'
  return new SshError(kind, connectWords(kind, where, host.address, told), { cause: error, code, address })
}

/** Written in services.yml as it is, without an address: it is meant to be known to ssh's configuration or to a search domain. */
function isBareName({ name, address }: ResolvedHost): boolean {
  return address === name.toLowerCase() && !address.includes('.') && isIP(address) === 0
}

function unknownAlias({ name }: ResolvedHost, cause: Error): SshError {
  const words = `${name} is no name to this machine: no HostName in ssh_config, no address in services.yml, and it does not resolve (ENOTFOUND)`
  const fix = `on this machine: 'Host ${name}' with its HostName in ~/.ssh/config, or 'address:' under ssh.hosts.${name} in services.yml`
  return new SshError('alias', words, { cause, fix })
}

function connectWords(kind: SshErrorKind, where: string, address: string, error: NodeJS.ErrnoException): string {
  if (kind === 'refused') return `connection refused by ${where}`
  if (kind === 'dns') return `the name ${address} is not known (${error.code})`
  if (kind === 'connect-timeout') return `connection to ${where} timed out`
  return `no way to ${where} (${error.code ?? oneLine(error.message, detailChars)})`
}

export interface HandshakeOptions {
  readonly hostKeys: HostKeys
  readonly identities: Identities
  readonly limits: SshLimits
  readonly signal: AbortSignal
  /** Whether `patch-ssh2.ts` may be used. */
  readonly isSsh2Patched: boolean
}

/** A peer that hung up before it said who it is: sshd above MaxStartups does so, and a second try often gets in. */
export class HungUpEarly extends SshError {}

/**
 * Key exchange, host key and login over `transport`, which it owns from now on. No credential leaves before the host key
 * was found trusted. Rejects with `SshError`.
 */
export function logIn(host: ResolvedHost, transport: Duplex, options: HandshakeOptions): Promise<Connection> {
  const { limits, signal } = options
  const client = new ssh2.Client()
  const timer = createPausableTimer(limits.handshakeMs)
  const attempt = options.identities.attempt(host, { onWait: timer.pause, onGo: timer.resume })
  let refusal: SshError | undefined
  let firstBytes: Buffer | undefined
  let isTrusted = false
  let hasAgreed = false
  return new Promise((resolve, reject) => {
    let isOver = false
    const over = (error?: SshError): void => {
      if (isOver) return
      isOver = true
      timer.stop()
      signal.removeEventListener('abort', onAbort)
      if (!error) return resolve(createConnection(host, client, transport))
      void closeTransport(client, transport)
      reject((isUnreached(error) && firstBytes && nameWrongPort(host, firstBytes)) || error)
    }
    const onAbort = (): void => over(new SshError('aborted', 'the run ended first'))
    timer.onTimeout(() => over(refusal ?? handshakeTimedOut(host, transport, { limits, hasAgreed })))
    signal.addEventListener('abort', onAbort, { once: true })
    client.on('error', (error) => {
      // A key that the agent cannot sign with: ssh2 goes on to the next.
      if (isOver || error.level === 'agent') return
      over(refusal ?? (error.level === 'client-authentication' ? attempt.refused() : handshakeFailed(host, error)))
    })
    client.on('handshake', () => {
      hasAgreed = true
    })
    client.once('ready', () => {
      if (isTrusted) over()
      else over(new SshError('hostkey-unknown', `${host.address} let us in without showing its host key; dropped`))
    })
    client.once('close', () =>
      over(refusal ?? new HungUpEarly('handshake', `${host.address} closed the connection during the handshake`)),
    )
    transport.once('data', (bytes: Buffer) => {
      firstBytes = bytes.subarray(0, 200)
    })
    try {
      if (options.isSsh2Patched && transport instanceof Socket) writeOncePerTurn(transport)
      client.connect({
        sock: transport,
        username: host.user,
        readyTimeout: 0,
        keepaliveInterval: limits.keepaliveMs,
        keepaliveCountMax: limits.keepaliveCount,
        algorithms: algorithmsFor(options.hostKeys.knownTypes(host)),
        hostVerifier: (key: Buffer): boolean => {
          refusal = judgeKey(options.hostKeys, host, key)
          isTrusted = refusal === undefined
          return isTrusted
        },
        authHandler: attempt.handler,
      })
      if (options.isSsh2Patched) patchSsh2(client)
    } catch (error) {
      over(new SshError('handshake', oneLine((error as Error).message, detailChars), { cause: error }))
    }
  })
}

/** Fails closed: a known_hosts file that cannot be read is no reason to trust a key. */
function judgeKey(hostKeys: HostKeys, host: ResolvedHost, key: Buffer): SshError | undefined {
  try {
    return checkHostKey(hostKeys, host, key)
  } catch (error) {
    return new SshError(
      'hostkey-unknown',
      `the host key of ${host.hostKeyName} could not be checked: ${oneLine((error as Error).message, detailChars)}`,
      { cause: error },
    )
  }
}

function handshakeTimedOut(
  host: ResolvedHost,
  transport: Duplex,
  { limits, hasAgreed }: { readonly limits: SshLimits; readonly hasAgreed: boolean },
): SshError {
  const after = renderDuration(limits.handshakeMs)
  const isMute = (transport as { bytesRead?: number }).bytesRead === 0
  if (isMute) {
    return new SshError(
      'handshake-timeout',
      `${host.address} port ${host.port} accepts connections but says nothing (waited ${after})`,
    )
  }
  const what = hasAgreed ? 'did not finish the login' : 'did not finish the key exchange'
  return new SshError('handshake-timeout', `${host.address} ${what} within ${after}`)
}

function handshakeFailed(host: ResolvedHost, error: Error & { level?: string; code?: unknown }): SshError {
  const words = oneLine(error.message, detailChars)
  if (words === 'Connection lost before handshake' || error.code === 'ECONNRESET') {
    return new HungUpEarly(
      'handshake',
      `${host.address} hung up before the SSH handshake (too many connections at once, a ban, or no SSH server)`,
      { cause: error },
    )
  }
  // ssh2 gives no code for it (lib/protocol/kex.js).
  const what = /^Handshake failed: no matching (?:[CS]->[CS] )?(.+)$/.exec(words)?.[1]
  if (what !== undefined) {
    const message = `${host.address} port ${host.port} offers no ${what} that slash503 speaks`
    const fix = `see what it offers: ssh -vv -p ${host.port} ${host.address} true; slash503 speaks those of OpenSSH 7.3 and newer, without SHA-1`
    return new SshError('no-common', message, { cause: error, fix })
  }
  if (typeof error.code === 'number') {
    return new SshError(
      /authentication/i.test(words) ? 'auth' : 'handshake',
      `${host.address} ended the connection: ${words}`,
      { cause: error },
    )
  }
  return new SshError('handshake', `no SSH handshake with ${host.address}: ${words}`, { cause: error })
}

/** Counts only while nobody waits for a person. */
function createPausableTimer(ms: number) {
  let leftMs = ms
  let startedAt = performance.now()
  let act: () => void = () => undefined
  let timer = setTimeout(() => act(), leftMs)
  return {
    onTimeout: (callback: () => void): void => {
      act = callback
    },
    pause: (): void => {
      clearTimeout(timer)
      leftMs -= performance.now() - startedAt
    },
    resume: (): void => {
      startedAt = performance.now()
      clearTimeout(timer)
      timer = setTimeout(() => act(), Math.max(0, leftMs))
    },
    stop: (): void => clearTimeout(timer),
  }
}
