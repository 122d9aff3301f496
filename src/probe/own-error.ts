/** What the system refused to this machine itself, whatever it wanted to reach, and what mends it. */
export interface OwnError {
  readonly words: string
  readonly fix: string
}

const openFiles = 'on this machine: raise the limit of open files of slash503 (ulimit -n; LimitNOFILE= of its unit)'
const ports = 'on this machine: see what holds its ports: ss -s; sysctl net.ipv4.ip_local_port_range'
const firewall = 'on this machine: look for the rule: nft list ruleset; IPAddressDeny= of the unit of slash503'

/** connect(2) and socket(2): errors that are no word of the other side, for it was never asked. */
const ownErrors: Readonly<Record<string, OwnError>> = {
  EMFILE: { words: 'too many open files in this process', fix: openFiles },
  ENFILE: { words: 'too many open files', fix: openFiles },
  ENOBUFS: { words: 'no memory for sockets', fix: 'on this machine: free -m; sysctl net.ipv4.tcp_mem' },
  ENOMEM: { words: 'no memory', fix: 'on this machine: free -m' },
  EADDRNOTAVAIL: { words: 'no local address or port is left for it', fix: ports },
  EADDRINUSE: { words: 'no local port is left for it', fix: ports },
  EACCES: { words: 'a rule of this machine forbids it', fix: firewall },
  EPERM: { words: 'a rule of this machine forbids it', fix: firewall },
}

/** What an error of connecting over TCP says of this machine; undefined where it says something of the other side. */
export function ownErrorOf(code: string): OwnError | undefined {
  return Object.hasOwn(ownErrors, code) ? ownErrors[code] : undefined
}

/** Errors of this machine's own table of routes: nothing left it. A blackhole route gives EINVAL (ip-route(8)). */
const noRoute = new Set(['ENETUNREACH', 'ENETDOWN', 'EINVAL'])

export function isNoRoute(code: string): boolean {
  return noRoute.has(code)
}

/** getaddrinfo(3): no resolver answered. A name that does not exist is ENOTFOUND. */
const noResolver = new Set(['EAI_AGAIN', 'EAI_FAIL'])

export function isNoResolver(code: string): boolean {
  return noResolver.has(code)
}

/**
 * Of the errors of several addresses the one that says most of the other side: that this machine has no IPv6, or none
 * of its own addresses fits, says nothing while another address was really tried.
 */
export function mostForeign<T extends { readonly code?: unknown }>(errors: readonly T[]): readonly T[] {
  const foreign = errors.filter(({ code }) => typeof code !== 'string' || !(isNoRoute(code) || ownErrorOf(code)))
  return foreign.length > 0 ? foreign : errors
}
