import { redact } from '../lib/redact.ts'
import type { Service } from '../service/service.ts'
import { headerSecrets, withoutSecretHeaders } from './request-secrets.ts'

/** Shorter passwords are words that stand for other things as well ('app', 'postgres'); `redact` masks them in URLs. */
const shortest = 8

/** Passwords and keys that a service's URLs and headers carry, as written and decoded: what no report may hold. */
export function secretsOf(service: Service): readonly string[] {
  const urls = [service.url, service.health, service.database?.url, ...service.dependencies.map(({ url }) => url)]
  const secrets = urls.flatMap((text) => {
    const url = text === undefined ? null : URL.parse(text)
    if (!url) return []
    const inQuery = [...url.searchParams].flatMap(([name, value]) =>
      /pass|secret|token|key/i.test(name) ? [value] : [],
    )
    return [url.password, decoded(url.password), ...inQuery]
  })
  return [...new Set([...secrets, ...headerSecrets(service)])].filter((secret) => secret.length >= shortest)
}

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
  return {
    ...maskSecrets(service, secretsOf(service)),
    ...(url === undefined ? {} : { url: redact(url) }),
    ...(health === undefined ? {} : { health: redact(health) }),
    ...(database === undefined ? {} : { database: { ...database, url: database.label } }),
    ...(requests
      ? {
          requests: {
            ...(requests.url ? { url: withoutSecretHeaders(requests.url) } : {}),
            ...(requests.health ? { health: withoutSecretHeaders(requests.health) } : {}),
          },
        }
      : {}),
    dependencies: dependencies.map(({ request, ...endpoint }) => ({
      ...endpoint,
      url: endpoint.label,
      ...(request ? { request: withoutSecretHeaders(request) } : {}),
    })),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
