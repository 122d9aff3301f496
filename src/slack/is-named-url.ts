/**
 * Whether a URL goes to an address that the configuration names: the same protocol, host and port as one of `named`.
 * Anybody in a channel may ask the bot to fetch, and the bot stands where the hosts are, so nothing else is fetched.
 */
export function isNamedUrl(url: string, named: readonly string[]): boolean {
  const origin = originOf(url)
  return origin !== undefined && named.some((candidate) => originOf(candidate) === origin)
}

function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, origin, username, password } = new URL(url)
  const isWeb = protocol === 'http:' || protocol === 'https:'
  return isWeb && username === '' && password === '' ? origin : undefined
}
