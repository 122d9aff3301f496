import { redact } from '../lib/redact.ts'
import type { Reading } from '../probe/reading.ts'
import { hideParameters, secretParameter, shortestSecret } from '../service/secret-parts.ts'
import type { Endpoint, Service } from '../service/service.ts'
import { headerSecrets, openText, withoutSecretHeaders } from './request-secrets.ts'

/** Passwords and keys that a service's URLs and headers carry, as written and decoded: what no report may hold. Longest first. */
export function secretsOf(service: Service): readonly string[] {
  const urls = [service.url, service.health, service.database?.url, ...service.dependencies.map(({ url }) => url)]
  const open = openText(service)
  const secrets = [...urls.flatMap(secretsInUrl).filter((secret) => !open.includes(secret)), ...headerSecrets(service)]
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= shortestSecret && !ownWords.test(secret))
    .toSorted((a, b) => b.length - a.length)
}

function secretsInUrl(text: string | undefined): readonly string[] {
  const url = URL.parse(text ?? '')
  if (!url) return []
  const inQuery = [...url.searchParams].flatMap(([name, value]) => (secretParameter.test(name) ? [value] : []))
  return [url.password, decoded(url.password), ...inQuery]
}

/** What readings say of units, servers and steps: a password that is such a word would make them say something else. */
const ownWords =
  /^(?:activating|active|balancer|database|deactivating|default|denied|deploy|failed|garbled|health|haproxy|healthy|inactive|listen|loaded|masked|memory|not-found|pooler|postgres|process|public|refused|reload|resources|running|server|service|started|status|stopped|system|timed-out|timeout|unseen|workers)$/

/** The same plain data with every secret in every string masked. */
export function maskSecrets<T>(data: T, secrets: readonly string[]): T {
  if (typeof data === 'string')
    return secrets.reduce<string>((text, secret) => text.replaceAll(secret, '***'), data) as T
  if (Array.isArray(data)) return data.map((item: unknown) => maskSecrets(item, secrets)) as T
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, maskSecrets(value, secrets)])) as T
}

/** The service as a report keeps it: endpoints by label, no password anywhere. */
export function withoutSecrets(service: Service): Service {
  const { url, health, requests, database, dependencies } = service
  const secrets = secretsOf(service)
  const shown = (text: string): string => shownAs(text, secrets)
  const labelled = <E extends Endpoint>(endpoint: E): E => ({
    ...endpoint,
    url: shown(endpoint.label),
    label: shown(endpoint.label),
  })
  return {
    ...maskSecrets(service, secrets),
    ...(url === undefined ? {} : { url: shown(url) }),
    ...(health === undefined ? {} : { health: shown(health) }),
    ...(database === undefined ? {} : { database: labelled(database) }),
    ...(requests
      ? {
          requests: {
            ...(requests.url ? { url: withoutSecretHeaders(requests.url) } : {}),
            ...(requests.health ? { health: withoutSecretHeaders(requests.health) } : {}),
          },
        }
      : {}),
    dependencies: dependencies.map(({ request, ...endpoint }) => ({
      ...labelled(endpoint),
      ...(request ? { request: withoutSecretHeaders(request) } : {}),
    })),
  }
}

/**
 * What a reading is of, as the report's own service calls it: a URL that one of them wrote otherwise would be one that nobody
 * looked at.
 */
export function withoutSubjectSecrets(reading: Reading, secrets: readonly string[]): Reading {
  return { ...reading, subject: shownAs(reading.subject, secrets) }
}

function shownAs(text: string, secrets: readonly string[]): string {
  return redact(hideParameters(maskSecrets(text, secrets)))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
