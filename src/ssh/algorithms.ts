import type { Algorithms } from 'ssh2'

type Kex = NonNullable<Extract<Algorithms['kex'], readonly unknown[]>>[number]
type HostKeyType = NonNullable<Extract<Algorithms['serverHostKey'], readonly unknown[]>>[number]

/**
 * Never group exchange: ssh2 generates its group in JavaScript and blocks the process for more than a second. Nothing with
 * SHA-1, no group of 1024 bits. Each of these is offered by every OpenSSH since 7.3 (2016).
 */
const kex: Kex[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
]

/** Signatures over SHA-1 (`ssh-rsa`) are not accepted from a host. */
const hostKeyTypes: readonly HostKeyType[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]

/** What is negotiated: host key types that known_hosts holds go first, or another key of the host would look like a changed one. */
export function algorithmsFor(knownTypes: readonly string[]): Algorithms {
  const isKnown = (type: HostKeyType): boolean =>
    knownTypes.includes(type) || (type.startsWith('rsa-') && knownTypes.includes('ssh-rsa'))
  return {
    kex,
    serverHostKey: [...hostKeyTypes.filter(isKnown), ...hostKeyTypes.filter((type) => !isKnown(type))],
    cipher: [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'chacha20-poly1305@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
    ],
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
    compress: ['none'],
  }
}
