/** Whether an address means the machine itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
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
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':')
}
