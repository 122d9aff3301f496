import { createHash } from 'node:crypto'
import { keyTypeOf } from './known-hosts-key.ts'
import { matchesList } from './ssh-config-pattern.ts'

/** One line of a known_hosts file that holds a key. */
export interface KnownHostsLine {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly marker: 'none' | 'revoked' | 'cert-authority'
  readonly names: Names
  readonly keyType: string
  readonly key: Buffer
}

type Names =
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
  /** The two blocks that HMAC-SHA1 begins with, and what it has to give. */
  | { readonly kind: 'hashed'; readonly inner: Buffer; readonly outer: Buffer; readonly hash: Buffer }

/** The lines of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); those that are none, and unknown markers, are left out. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostsLine[] {
  return text.split('\n').flatMap((line, index) => {
    const parsed = parseLine(line)
    return parsed ? [{ ...parsed, file, line: index + 1 }] : []
  })
}

/** Whether a line speaks of a host; `name` is lower-cased, as OpenSSH compares. */
export function speaksOf({ names }: KnownHostsLine, name: string): boolean {
  if (names.kind === 'patterns') return matchesList(names.patterns, name)
  const inner = createHash('sha1').update(names.inner).update(name).digest()
  return createHash('sha1').update(names.outer).update(inner).digest().equals(names.hash)
}

function parseLine(line: string): Omit<KnownHostsLine, 'file' | 'line'> | undefined {
  const words = line.trim().split(/[ \t]+/)
  const marker = words[0]?.startsWith('@') ? markers[words.shift() ?? ''] : 'none'
  const [hosts = '', keyType = '', base64 = ''] = words
  if (!marker || hosts === '' || hosts.startsWith('#')) return undefined
  const key = Buffer.from(base64, 'base64')
  const names = parseNames(hosts)
  return names && keyTypeOf(key) === keyType ? { marker, names, keyType, key } : undefined
}

const markers: Readonly<Record<string, KnownHostsLine['marker']>> = {
  '@revoked': 'revoked',
  '@cert-authority': 'cert-authority',
}

function parseNames(hosts: string): Names | undefined {
  if (!hosts.startsWith('|')) return { kind: 'patterns', patterns: hosts.toLowerCase().split(',') }
  const [, version, salt = '', hash = ''] = hosts.split('|')
  // '1' is HMAC-SHA1 with a salt of 20 bytes; there is no other.
  const key = Buffer.from(salt, 'base64')
  if (version !== '1' || key.length !== 20) return undefined
  return { kind: 'hashed', inner: padded(key, 0x36), outer: padded(key, 0x5c), hash: Buffer.from(hash, 'base64') }
}

/** RFC 2104: the key, filled up to a block of 64 bytes, each byte xor `pad`. */
function padded(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(64, pad)
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad
  return block
}
