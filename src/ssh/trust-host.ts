import { constants } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../lib/app-error.ts'
import { renderDuration } from '../lib/duration.ts'
import { masked } from '../lib/masked.ts'
import { quote } from '../lib/quote.ts'
import { type AskPassphrase, createIdentities } from './authenticate.ts'
import { createKnownHosts } from './known-hosts.ts'
import { fingerprintOf, keyTypeOf } from './known-hosts-key.ts'
import { defaultLimits } from './limits.ts'
import { createPool } from './pool.ts'
import type { HostKeys, HostKeyVerdict, ResolvedHost } from './resolved-host.ts'
import { SshError } from './ssh-error.ts'

/** The key that a host presented, and what known_hosts says of it. */
export interface PresentedKey {
  /** The raw public key blob. */
  readonly key: Buffer
  readonly keyType: string
  /** 'SHA256:…', as `ssh-keygen -l` prints it. */
  readonly fingerprint: string
  readonly verdict: HostKeyVerdict
}

export interface FetchHostKeyOptions {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Verifies the hosts on the way, which are logged in to; default the known_hosts files of each. */
  readonly hostKeys?: HostKeys
  readonly passphrase?: AskPassphrase
}

/**
 * Connects to a host as far as its key and no further: the key is refused before any login, so the host sees no user and no
 * credential. Of several keys the host shows the type that is pinned already, else the best one. Rejects with `SshError`.
 */
export async function fetchHostKey(host: ResolvedHost, options: FetchHostKeyOptions): Promise<PresentedKey> {
  const known = options.hostKeys ?? createKnownHosts()
  let presented: PresentedKey | undefined
  const hostKeys: HostKeys = {
    knownTypes: (hop) => known.knownTypes(hop),
    verify: (hop, key) => {
      if (hop !== host) return known.verify(hop, key)
      presented = describe(key, known.verify(host, key))
      return { kind: 'unknown', keyType: presented.keyType, fingerprint: presented.fingerprint }
    },
  }
  const error = await attempt(host, hostKeys, options)
  if (presented) return presented
  throw error
}

function describe(key: Buffer, verdict: HostKeyVerdict): PresentedKey {
  return { key, keyType: keyTypeOf(key) ?? 'unknown type', fingerprint: fingerprintOf(key), verdict }
}

/** Tries to connect, which never succeeds, and gives the reason. */
async function attempt(host: ResolvedHost, hostKeys: HostKeys, options: FetchHostKeyOptions): Promise<unknown> {
  const { timeoutMs } = options
  const { connectMs, handshakeMs } = defaultLimits
  const limits = {
    ...defaultLimits,
    connectMs: Math.min(connectMs, timeoutMs),
    handshakeMs: Math.min(handshakeMs, timeoutMs),
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  const pool = createPool({ hostKeys, identities: createIdentities(options.passphrase), limits })
  try {
    await pool.connect(host, AbortSignal.any([options.signal, timeout]))
    return new SshError('handshake', `${host.address} presented no host key`)
  } catch (error) {
    const isLate = timeout.aborted && !options.signal.aborted
    return isLate
      ? new SshError('handshake-timeout', `no host key of ${host.name} within ${renderDuration(timeoutMs)}`)
      : error
  } finally {
    await pool.close()
  }
}

/**
 * Appends a line to a known_hosts file in one write, so that what is there stays as it is; makes the file (0600) and its
 * folder (0700) where they are missing. Tells whether the key was pinned already. Throws `HOST_KEY_UNTRUSTED` when the file
 * pins another key for the host or revokes this one: then a person has to find out why first.
 */
export async function pinHostKey(file: string, hostKeyName: string, key: Buffer): Promise<'pinned' | 'already-pinned'> {
  const keyType = keyTypeOf(key)
  if (keyType === undefined || !/^[^\s,*?!|@#\u0000-\u001f\u007f]{1,300}$/.test(hostKeyName)) {
    throw new AppError(
      'HOST_KEY_UNTRUSTED',
      masked`Cannot pin ${JSON.stringify(hostKeyName)}: expected a host name and a public key`,
    )
  }
  const verdict = createKnownHosts().verify(onlyIn(file, hostKeyName), key)
  if (verdict.kind === 'trusted') return 'already-pinned'
  if (verdict.kind !== 'unknown') throw refusal(verdict, hostKeyName)
  await append(file, `${hostKeyName} ${keyType} ${key.toString('base64')}`)
  return 'pinned'
}

/** A host of which only its name and one file matter. */
function onlyIn(file: string, hostKeyName: string): ResolvedHost {
  return {
    name: hostKeyName,
    address: hostKeyName,
    port: 22,
    user: '',
    identityFiles: [],
    hostKeyName,
    knownHostsFiles: [file],
    jump: [],
  }
}

function refusal(verdict: Extract<HostKeyVerdict, { kind: 'changed' | 'revoked' }>, hostKeyName: string): AppError {
  const where = `${verdict.file}:${verdict.line}`
  if (verdict.kind === 'revoked') {
    return new AppError(
      'HOST_KEY_UNTRUSTED',
      masked`Cannot pin ${verdict.fingerprint} for ${hostKeyName}: ${where} revokes it`,
      {
        hint: 'Give the host a new key.',
      },
    )
  }
  return new AppError(
    'HOST_KEY_UNTRUSTED',
    masked`Cannot pin ${verdict.fingerprint} for ${hostKeyName}: ${where} pins another key`,
    {
      hint: masked`Find out why it changed. If the host was rebuilt: ssh-keygen -R ${quote(hostKeyName)} -f ${quote(verdict.file)}`,
    },
  )
}

async function append(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await using file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600)
  const { size } = await file.stat()
  const last = Buffer.alloc(1)
  if (size > 0) await file.read(last, 0, 1, size - 1)
  const isLineOpen = size > 0 && last.toString() !== '\n'
  await file.writeFile(`${isLineOpen ? '\n' : ''}${line}\n`)
  await file.sync()
}
