import type { HttpRequest } from '../service/service.ts'
import { userAgent } from './user-agent.ts'

/** Every header of a request in the order sent; those of services.yml take the place of ours of the same name. */
export function requestHeaders(
  url: URL,
  { method, headers = [] }: HttpRequest,
): readonly (readonly [string, string])[] {
  const wanted = new Set(headers.map(({ name }) => name.toLowerCase()))
  const usual = [
    ['Host', url.host],
    ['User-Agent', userAgent],
    ['Accept', '*/*'],
    ['Connection', 'close'],
    ...(method === 'POST' ? [['Content-Length', '0'] as const] : []),
    ...credentials(url),
  ] as const
  const kept = usual.filter(([name]) => !wanted.has(name.toLowerCase()))
  return [...kept, ...headers.map(({ name, value }) => [name, value] as const)]
}

function credentials(url: URL): readonly (readonly [string, string])[] {
  if (url.username === '') return []
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]]
}
