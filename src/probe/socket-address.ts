/** An address and port of a socket; `address` without brackets and zone. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** `127.0.0.1:22`, `[::1]:22`, `*:80`, `127.0.0.53%lo:53` as ss prints them. */
export function parseSocketAddress(text: string): SocketAddress | undefined {
  const match = /^(.+):(\d{1,5})$/.exec(text)
  if (!match || Number(match[2]) > 65_535) return undefined
  const address = (match[1] ?? '').replace(/%[^\]]*/, '').replace(/^\[(.*)\]$/, '$1')
  return /^(\*|[0-9A-Fa-f.:]+)$/.test(address) ? { address, port: Number(match[2]) } : undefined
}

/** `0100007F:1F90` of /proc/net/tcp and its longer form of tcp6: 32-bit words in little-endian order, the port plain. */
export function parseHexAddress(text: string): SocketAddress | undefined {
  const match = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(text)
  const words = match?.[1]?.match(/.{8}/g) ?? []
  if (!match || (words.length !== 1 && words.length !== 4)) return undefined
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse()).map((hex) => Number.parseInt(hex, 16))
  return {
    address: bytes.length === 4 ? bytes.join('.') : renderIpv6(bytes),
    port: Number.parseInt(match[2] ?? '', 16),
  }
}

/** The longest run of zero groups becomes `::`; an IPv4 address in IPv6 keeps its dots. Source: RFC 5952. */
function renderIpv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return `::ffff:${bytes.slice(12).join('.')}`
  }
  const runs = groups.join(':').match(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return groups.join(':')
  const [before = '', after = ''] = splitOnce(groups.join(':'), longest)
  return `${before.replace(/:$/, '')}::${after.replace(/^:/, '')}`
}

/** Splits at the first place where `separator` stands as whole groups. */
function splitOnce(text: string, separator: string): readonly string[] {
  const at = new RegExp(`(?<![0-9a-f])${separator}(?![0-9a-f])`).exec(text)?.index ?? 0
  return [text.slice(0, at), text.slice(at + separator.length)]
}
