/** Where and as whom to connect to PostgreSQL, and how much of TLS is wanted (libpq's `sslmode`). */
export interface PostgresTarget {
  readonly host: string
  readonly port: number
  /** Directory of the server's unix socket, from `?host=/run/postgresql`. */
  readonly socketFolder?: string
  readonly user: string
  readonly password?: string
  readonly database: string
  readonly sslMode: SslMode
  /** Path of the authority to believe, `sslrootcert`. */
  readonly sslRootCert?: string
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

/**
 * Reads a connection URI as libpq does (PostgreSQL manual, 34.1.1): defaults are port 5432, the database named like the
 * user, and `sslmode=prefer`. Undefined for anything else. The user defaults to `postgres`, as pg's own URLs name one.
 */
export function parsePostgresUrl(text: string): PostgresTarget | undefined {
  // libpq allows a user and no host ('postgres://probe@/orders?host=/run/postgresql'), which WHATWG URLs do not.
  const withHost = text.replace(/^(postgres(?:ql)?:\/\/[^/@]*@)\//, '$1localhost/')
  if (!/^postgres(ql)?:\/\//.test(withHost) || !URL.canParse(withHost)) return undefined
  const url = new URL(withHost)
  const hostParameter = url.searchParams.get('host') ?? ''
  const user = decode(url.username) || (url.searchParams.get('user') ?? '') || 'postgres'
  const password = decode(url.password) || url.searchParams.get('password') || undefined
  const sslRootCert = url.searchParams.get('sslrootcert') ?? undefined
  return {
    host: decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || hostParameter || 'localhost',
    port: Number(url.port || url.searchParams.get('port')) || 5432,
    ...(hostParameter.startsWith('/') ? { socketFolder: hostParameter } : {}),
    user,
    ...(password === undefined ? {} : { password }),
    database: decode(url.pathname.slice(1)) || user,
    sslMode: sslModes.find((mode) => mode === url.searchParams.get('sslmode')) ?? 'prefer',
    ...(sslRootCert === undefined ? {} : { sslRootCert }),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
