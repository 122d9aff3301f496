import { type Checked, right, wrong } from './checked.ts'
import { checkName } from './name-rules.ts'
import { secretParameter } from './secret-parts.ts'
import type { Endpoint } from './service.ts'

interface Scheme {
  readonly kind: Endpoint['kind']
  /** Absent where the port must be written. */
  readonly port?: number
  /** Query parameters that may be written; absent means any. Drivers let others replace the host, the user or the session's settings. */
  readonly parameters?: readonly string[]
}

const postgres: Scheme = {
  kind: 'postgres',
  port: 5432,
  parameters: ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'channel_binding', 'uselibpqcompat'],
}

/** Default ports: IANA service names 5432 postgresql, 6379 redis, 80 http, 443 https. */
const schemes: Readonly<Record<string, Scheme>> = {
  'postgres:': postgres,
  'postgresql:': postgres,
  'redis:': { kind: 'redis', port: 6379, parameters: [] },
  'rediss:': { kind: 'redis', port: 6379, parameters: [] },
  'http:': { kind: 'http', port: 80 },
  'https:': { kind: 'http', port: 443 },
  'tcp:': { kind: 'tcp', parameters: [] },
}

const expectedEndpoint =
  'a URL such as postgres://user:${PASSWORD}@db1/name, redis://cache1:6379, https://pay.example.com/healthz or tcp://mq1:5672'
const expectedEncoded = `${expectedEndpoint}; the characters / ? # and % of a password as %2F %3F %23 and %25, or the password from \${A_VARIABLE}`

/** A URL of something that the application talks to. `label` has no password, and no user either where a user may be a token (http, redis). */
export function parseEndpoint(text: string): Checked<Endpoint> {
  if (/[\s\u0000-\u001f\u007f]/.test(text) || !URL.canParse(text)) return wrong(expectedEncoded)
  const url = new URL(text)
  const scheme = schemes[url.protocol]
  if (!scheme) return wrong(expectedEndpoint)
  const problem = problemOf(url, scheme)
  if (problem !== undefined) return wrong(problem)
  const port = url.port === '' ? scheme.port : Number(url.port)
  if (port === undefined || port === 0) return wrong('a URL with a port 1–65535, as in tcp://mq1:5672')
  return right({ kind: scheme.kind, label: labelOf(url, scheme), host: bareHost(url), port, url: url.href })
}

/** A web URL that is shown in every report, so credentials have no place in it. */
export function parseWebUrl(text: string): Checked<string> {
  const endpoint = parseEndpoint(text)
  const isRight = endpoint.kind === 'right' && endpoint.value.kind === 'http'
  if (!isRight) return wrong('a URL such as https://api.example.com/ or http://127.0.0.1:8000/health/')
  const { username, password } = new URL(text)
  return username || password ? wrong('a URL without user and password, as it is shown in every report') : right(text)
}

function problemOf(url: URL, scheme: Scheme): string | undefined {
  if (checkName('host', bareHost(url)).kind === 'wrong') return 'a URL with a host, as in postgres://db1/orders'
  if (scheme.kind === 'http') return undefined
  // 'postgres://u:12/3@db' reads as host u, port 12: an unencoded password, not a path.
  if (url.pathname.includes('@') || url.hash !== '') return expectedEncoded
  if (scheme.kind === 'tcp' && (url.pathname.length > 1 || url.username || url.password)) return 'tcp://host:port alone'
  const refused = [...url.searchParams.keys()].some((name) => !scheme.parameters?.includes(name))
  if (!refused) return undefined
  return scheme.parameters?.length
    ? `no parameters after "?" but ${scheme.parameters.join(', ')}`
    : 'no parameters after "?"'
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function labelOf(url: URL, scheme: Scheme): string {
  const label = new URL(url)
  label.password = ''
  if (scheme.kind !== 'postgres') label.username = ''
  label.hash = ''
  for (const name of new Set(label.searchParams.keys())) {
    if (secretParameter.test(name)) label.searchParams.set(name, '***')
  }
  return label.href
}
