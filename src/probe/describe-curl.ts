import { quote } from '../lib/quote.ts'
import type { HttpRequest } from '../service/service.ts'

/** The curl command that asks a URL the same way; values of headers that may be secrets are `***`. */
export function describeCurl(url: string, request: HttpRequest = {}): string {
  const { socket, method = 'GET', headers = [], protocol, ca, cert, key } = request
  const server = serverName(request)
  const moved = server === undefined ? undefined : withServerName(url, server)
  const options = [
    method === 'HEAD' ? '-sI' : '-si',
    ...(method === 'GET' || method === 'HEAD' ? [] : ['-X', method]),
    ...(protocol === undefined ? [] : [protocol === 'h2c' ? '--http2-prior-knowledge' : '--http2']),
    ...(socket === undefined ? [] : ['--unix-socket', socket]),
    ...(moved === undefined ? [] : ['--connect-to', `::${new URL(url).hostname}:${new URL(url).port || 443}`]),
    ...headers
      .filter(({ name }) => moved === undefined || !isHost(name))
      .flatMap(({ name, value, isSecret }) => ['-H', `${name}: ${isSecret ? '***' : value}`]),
    ...option('--cacert', ca),
    ...option('--cert', cert),
    ...option('--key', key),
  ]
  return ['curl', ...options, moved ?? url].map(word).join(' ')
}

/** The value of the Host header that is asked for, if one is. */
export function serverName({ headers = [] }: HttpRequest): string | undefined {
  return headers.find(({ name }) => isHost(name))?.value
}

function isHost(name: string): boolean {
  return /^host$/i.test(name)
}

/** curl names a server to TLS by the URL alone, so that the name has to stand there. */
function withServerName(url: string, server: string): string | undefined {
  if (!URL.canParse(url) || !url.startsWith('https:') || !URL.canParse(`https://${server}/`)) return undefined
  const named = new URL(url)
  named.host = server
  return named.href
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value]
}

function word(text: string): string {
  return quote(text.replaceAll('\0', ''))
}
