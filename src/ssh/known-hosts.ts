import { readFileSync, statSync } from 'node:fs'
import { type KnownHostsLine, parseKnownHosts, speaksOf } from './known-hosts-file.ts'
import { fingerprintOf, keyTypeOf } from './known-hosts-key.ts'
import type { HostKeys, HostKeyVerdict, ResolvedHost } from './resolved-host.ts'

interface LoadedFile {
  readonly stamp: string
  readonly lines: readonly KnownHostsLine[]
  /** Lines by host name: a hashed file costs two hashes per line and name, once. */
  readonly found: Map<string, readonly KnownHostsLine[]>
}

/**
 * Host keys as known_hosts files pin them, judged as OpenSSH judges them with `StrictHostKeyChecking yes`: a revoked key is
 * refused wherever else it is pinned, a pinned key is trusted, another key than the pinned ones is changed, of whatever type
 * it is; the rest is unknown. `@cert-authority` lines pin no plain key. Files are read again when they change; a file that is
 * not there pins nothing; one that cannot be read throws, so that a revocation in it is not missed.
 */
export function createKnownHosts(): HostKeys {
  const files = new Map<string, LoadedFile>()
  const linesFor = (host: ResolvedHost, name: string): readonly KnownHostsLine[] =>
    host.knownHostsFiles.flatMap((path) => {
      const file = loadFile(path, files.get(path))
      files.set(path, file)
      return linesOf(file, name)
    })
  return {
    verify: (host, key) => verdictOn(key, host, linesFor),
    knownTypes: (host) => [...new Set(pinnedFor(host, linesFor).map((line) => line.keyType))],
  }
}

type LinesFor = (host: ResolvedHost, name: string) => readonly KnownHostsLine[]

/** The name a host is pinned under, and without its port: OpenSSH falls back to that when the full name is not pinned. */
function namesOf(host: ResolvedHost): readonly [name: string, withoutPort: string | undefined] {
  const name = host.hostKeyName.toLowerCase()
  return [name, /^\[(.+)\]:\d+$/.exec(name)?.[1]]
}

function isPin(line: KnownHostsLine): boolean {
  return line.marker === 'none'
}

function pinnedFor(host: ResolvedHost, linesFor: LinesFor): readonly KnownHostsLine[] {
  const [name, withoutPort] = namesOf(host)
  const pinned = linesFor(host, name).filter(isPin)
  return pinned.length > 0 || withoutPort === undefined ? pinned : linesFor(host, withoutPort).filter(isPin)
}

function verdictOn(key: Buffer, host: ResolvedHost, linesFor: LinesFor): HostKeyVerdict {
  const [name, withoutPort] = namesOf(host)
  const named = linesFor(host, name)
  const unported = withoutPort === undefined ? [] : linesFor(host, withoutPort)
  const presented = { keyType: keyTypeOf(key) ?? 'unknown type', fingerprint: fingerprintOf(key) }
  const isSame = (line: KnownHostsLine): boolean => line.key.equals(key)

  const revoked = [...named, ...unported].find((line) => line.marker === 'revoked' && isSame(line))
  if (revoked) return { kind: 'revoked', ...presented, file: revoked.file, line: revoked.line }
  const pinned = named.filter(isPin)
  if (pinned.some(isSame)) return { kind: 'trusted' }
  // sshconnect.c, check_host_key(): 'checking without port identifier', for trust only.
  if (pinned.length === 0 && unported.some((line) => isPin(line) && isSame(line))) return { kind: 'trusted' }
  const offending = pinned.find((line) => line.keyType === presented.keyType) ?? pinned[0]
  if (offending) {
    const expected = [...new Set(pinned.map((line) => fingerprintOf(line.key)))]
    return { kind: 'changed', ...presented, expected, file: offending.file, line: offending.line }
  }
  const authority = named.find((line) => line.marker === 'cert-authority')
  return { kind: 'unknown', ...presented, ...(authority ? { note: authorityNote(authority) } : {}) }
}

function authorityNote({ file, line }: KnownHostsLine): string {
  return `${file}:${line} trusts the certificates of an authority, which slash503 cannot check: the host's own key must be pinned`
}

function loadFile(path: string, known: LoadedFile | undefined): LoadedFile {
  const stat = statSync(path, { throwIfNoEntry: false })
  const stamp = stat?.isFile() ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : 'none'
  if (known?.stamp === stamp) return known
  const text = stamp === 'none' ? '' : readFileSync(path, 'utf8')
  return { stamp, lines: parseKnownHosts(text, path), found: new Map() }
}

function linesOf(file: LoadedFile, name: string): readonly KnownHostsLine[] {
  const known = file.found.get(name)
  if (known) return known
  const lines = file.lines.filter((line) => speaksOf(line, name))
  file.found.set(name, lines)
  return lines
}
