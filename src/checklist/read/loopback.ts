/** Whether an address means the machine itself. 7f00:1 is 127.0.0.1 as URLs write it behind ::ffff:. */
export function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .replace(/^::ffff:/, '')
  if (name === 'localhost.localdomain' || /^(?:[^.]{1,63}\.)?localhost$/.test(name)) return true
  return /^(?:127(?:\.\d{1,3}){3}|::1|7f[\da-f]{2}:[\da-f]{1,4})$/.test(name)
}

/** Whether a URL means the machine that asks it, also by the wildcard, which connects there; a text that is no URL does not. */
export function isLoopbackUrl(url: string): boolean {
  const host = hostOf(url)
  return host !== undefined && reachesItself(host)
}

/** Whether a connection to this host ends on the machine that makes it. */
export function reachesItself(host: string): boolean {
  return isLoopback(host) || ['0.0.0.0', '::', '[::]'].includes(host)
}

/** Host of a URL, or undefined for a text that is none. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/** Whether a host is written as an address, so that there is no name to resolve. */
export function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':')
}
