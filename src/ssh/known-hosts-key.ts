import { createHash } from 'node:crypto'

/** Type of a raw public key: its first string (RFC 4253 section 6.6); undefined when it has none. */
export function keyTypeOf(key: Buffer): string | undefined {
  if (key.length < 4) return undefined
  const length = key.readUInt32BE(0)
  const type = length > 0 && length <= 64 && key.length > 4 + length ? key.toString('latin1', 4, 4 + length) : ''
  return /^[a-z0-9@.-]+$/i.test(type) ? type : undefined
}

/** As `ssh-keygen -l` prints it: 'SHA256:…'. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}
