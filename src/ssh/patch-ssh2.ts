import { createPrivateKey, createSecretKey, type KeyObject, sign } from 'node:crypto'
import type { Client, ParsedKey } from 'ssh2'

/**
 * The only place that touches what ssh2 1.17.0 (pinned) does not offer in public, changed on each client by itself. It saves
 * two round trips per login and a fifth of the CPU per host; nothing depends on it, and each part is checked before it is
 * used. `isSsh2Patched: false` leaves it out. docs/ssh2-1.17.0.patch is the same change as upstream could take it.
 */
interface Internals {
  _remoteVer?: string
  _protocol?: {
    _handlers: { SERVICE_ACCEPT: Handler; GLOBAL_REQUEST: Handler }
    _cipher: { _encKey?: unknown; encrypt(packet: Buffer): void }
    _decipher?: { _decipherKey?: unknown }
    _kexinit: unknown
    _packetRW: { write: { allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer } }
    service(name: string): void
    authPK(username: string, key: ParsedKey, algorithm?: string, sign?: Sign): void
  }
}

type Handler = (protocol: unknown, name: string, ...rest: unknown[]) => void
type Sign = (data: Buffer, done: (signature: Buffer) => void) => void

/** Servers that are known to take the login in the same flight as the service request. */
const patient = /^(?:OpenSSH_|dropbear)/

/**
 * Patches a client that `connect()` was just called on. False, and nothing done, when this ssh2 is not built as expected:
 * then it works the public way.
 */
export function patchSsh2(client: Client): boolean {
  const internals = client as unknown as Internals
  const protocol = internals._protocol
  if (!isAsExpected(protocol)) return false
  signAtOnce(protocol)
  logInWithoutWaiting(internals, protocol)
  ignoreOtherHostKeys(protocol)
  client.on('handshake', () => keepKeyObjects(protocol))
  return true
}

type Protocol = NonNullable<Internals['_protocol']>

function isAsExpected(protocol: Internals['_protocol']): protocol is Protocol {
  const { _handlers: handlers, _packetRW: packets } = protocol ?? {}
  return (
    typeof protocol?.authPK === 'function' &&
    typeof protocol.service === 'function' &&
    typeof protocol._cipher?.encrypt === 'function' &&
    typeof handlers?.SERVICE_ACCEPT === 'function' &&
    typeof handlers.GLOBAL_REQUEST === 'function' &&
    typeof packets?.write?.alloc === 'function' &&
    typeof packets.write.finalize === 'function' &&
    typeof packets.write.allocStart === 'number'
  )
}

/** ssh2 asks first whether a key would do and signs then: a round trip, and a failed attempt more for keys that would not. */
function signAtOnce(protocol: Protocol): void {
  const authPK = protocol.authPK.bind(protocol)
  protocol.authPK = (username, key, algorithm, signLater) => {
    // A key in the agent may ask a person: only for one that will be taken.
    if (signLater || !key.isPrivateKey()) return authPK(username, key, algorithm, signLater)
    const isRsa = key.type === 'ssh-rsa'
    // The server's list of signatures may not be in yet; SHA-1 is never an answer.
    const chosen = isRsa && (algorithm ?? 'ssh-rsa') === 'ssh-rsa' ? 'rsa-sha2-256' : algorithm
    authPK(username, key, chosen, (data, done) => done(signWith(key, data, chosen)))
  }
}

const privateKeys = new WeakMap<ParsedKey, KeyObject>()

/** Parses the PEM once per key and not once per login. */
function signWith(key: ParsedKey, data: Buffer, algorithm: string | undefined): Buffer {
  const known = privateKeys.get(key) ?? createPrivateKey(key.getPrivatePEM())
  privateKeys.set(key, known)
  return sign(hashOf(key.type, algorithm), data, known)
}

/** RFC 8332, RFC 5656 section 6.2.1, RFC 8709. */
function hashOf(type: string, algorithm: string | undefined): string | undefined {
  if (algorithm === 'rsa-sha2-256' || type === 'ecdsa-sha2-nistp256') return 'sha256'
  if (type === 'ecdsa-sha2-nistp384') return 'sha384'
  if (algorithm === 'rsa-sha2-512' || type === 'ecdsa-sha2-nistp521') return 'sha512'
  return undefined
}

/** The login goes out in the same flight as the request for the service; the server's yes is only acknowledged. */
function logInWithoutWaiting(internals: Internals, protocol: Protocol): void {
  const handlers = protocol._handlers
  const accepted = handlers.SERVICE_ACCEPT
  const request = protocol.service.bind(protocol)
  let isAhead = false
  protocol.service = (name) => {
    request(name)
    if (name !== 'ssh-userauth' || isAhead || !patient.test(internals._remoteVer ?? '')) return
    isAhead = true
    accepted(protocol, name)
  }
  handlers.SERVICE_ACCEPT = (from, name) => {
    if (isAhead) sendIgnore(protocol)
    else accepted(from, name)
  }
}

/** SSH_MSG_IGNORE carries the acknowledgement that sshd, with Nagle on until the session begins, waits 40 ms for. */
function sendIgnore(protocol: Protocol): void {
  if (protocol._kexinit !== undefined) return
  const { write } = protocol._packetRW
  const packet = write.alloc(5)
  packet.fill(0, write.allocStart, write.allocStart + 5)
  packet[write.allocStart] = 2
  protocol._cipher.encrypt(write.finalize(packet))
}

/** ssh2 has the host prove each of its other keys, one signature per key and login; known_hosts is not ours to extend. */
function ignoreOtherHostKeys(protocol: Protocol): void {
  const handlers = protocol._handlers
  const handle = handlers.GLOBAL_REQUEST
  handlers.GLOBAL_REQUEST = (from, name, ...rest) => {
    if (name === 'hostkeys-00@openssh.com') sendIgnore(protocol)
    else handle(from, name, ...rest)
  }
}

/** ssh2's AES-GCM makes a cipher per packet; from a key object that costs a fraction of what it costs from raw bytes. */
function keepKeyObjects(protocol: Protocol): void {
  const { _cipher: cipher, _decipher: decipher } = protocol
  if (Buffer.isBuffer(cipher._encKey)) cipher._encKey = createSecretKey(cipher._encKey)
  if (decipher && Buffer.isBuffer(decipher._decipherKey)) decipher._decipherKey = createSecretKey(decipher._decipherKey)
}
