/** Names that /etc/hosts of the distributions gives to loopback addresses, besides `localhost` and all below it (RFC 6761). */
const names =
  /^(?:(?:.+\.)?localhost|localhost\.localdomain|localhost[46](?:\.localdomain[46])?|ip6-(?:localhost|loopback))$/

/**
 * Whether a connection to this host ends on the machine that makes it: 127.0.0.0/8 and ::1 in every spelling that
 * inet_aton(3) and RFC 4291 know (127.1, 2130706433, 0x7f.1, 0177.0.0.1, ::ffff:127.0.0.1), the names that mean them, and
 * the wildcard, which connects there.
 */
export function isLoopback(host: string): boolean {
  const name = canonical(host)
  return isWildcard(host) || names.test(name) || /^(?:127\.[\d.]+|::1|::ffff:7f[\da-f]{2}:[\da-f]{1,4})$/.test(name)
}

/** Whether a host is 'every address of this machine': to listen on it is to be reached from outside. */
export function isWildcard(host: string): boolean {
  return ['*', '0.0.0.0', '::', '::ffff:0:0'].includes(canonical(host))
}

/** Whether a URL means the machine that asks it; a text that is no URL does not. */
export function isLoopbackUrl(url: string): boolean {
  const host = hostOf(url)
  return host !== undefined && isLoopback(host)
}

/** Host of a URL, or undefined for a text that is none. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/** Whether a host is written as an address, so that there is no name to resolve. */
export function isIpAddress(host: string): boolean {
  return host.includes(':') || [host, canonical(host)].some((name) => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name))
}

/** A host as the URL Standard writes it: lower case, IPv4 as four decimal numbers, IPv6 shortened; without brackets and zone. */
function canonical(host: string): string {
  const bare = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .replace(/\.$/, '')
  if (!/^[\w.:-]{1,255}$/.test(bare)) return bare
  return hostOf(`http://${bare.includes(':') ? `[${bare}]` : bare}/`)?.replace(/^\[(.*)\]$/, '$1') ?? bare
}
