import { secretParts } from '../service/secret-parts.ts'
import type { HttpRequest, Service } from '../service/service.ts'

/** Every request of a service that says more than a URL. */
function requestsOf({ requests, dependencies }: Service): readonly HttpRequest[] {
  const all = [requests?.url, requests?.health, ...dependencies.map(({ request }) => request)]
  return all.filter((request) => request !== undefined)
}

/**
 * What may not be shown of a service's headers: secret values whole, behind their scheme, and what Basic hides. The
 * names of its own addresses are none, wherever they came from.
 */
export function headerSecrets(service: Service): readonly string[] {
  const open = openText(service)
  return requestsOf(service)
    .flatMap(({ headers = [] }) => headers.filter(({ isSecret }) => isSecret))
    .flatMap(({ value }) => secretParts(value))
    .filter((part) => !open.includes(part))
}

/** What is shown of a service anyway: a secret that is a part of it cannot be told from it. */
export function openText({
  name,
  url,
  health,
  hosts,
  unit,
  balancer,
  deploy,
  database,
  dependencies,
}: Service): string {
  const addresses = [url, health].map((text) => URL.parse(text ?? '')?.host ?? '')
  const others = [unit, balancer?.host, balancer?.unit, balancer?.backend, deploy?.path, database?.label]
  return [name, ...addresses, ...hosts, ...dependencies.map(({ host }) => host), ...others].join(' ')
}

/** A request as a report keeps it. */
export function withoutSecretHeaders(request: HttpRequest): HttpRequest {
  if (request.headers === undefined) return request
  return {
    ...request,
    headers: request.headers.map((header) => (header.isSecret ? { ...header, value: '***' } : header)),
  }
}
