import type { Failed, HttpAnswer } from '../probe/answer.ts'
import { serverName } from '../probe/describe-curl.ts'
import type { DialTarget } from '../probe/dial.ts'
import type { Answer, Ask } from '../probe/execute.ts'
import type { Unseen } from '../probe/unseen.ts'
import type { HttpRequest } from '../service/service.ts'
import { exchange, type Reach, startClock } from './exchange.ts'
import { readHttpResponse } from './read-http-response.ts'
import { readHttp2Response } from './read-http2-response.ts'
import { type RequestFiles, readRequestFiles } from './request-files.ts'
import { secureStream } from './secure-stream.ts'

type HttpAsk = Extract<Ask, { kind: 'http' }>

/**
 * The URL, `times` times one after the other, each on a connection of its own, so that a balancer may choose another
 * server. `timeoutMs` holds for each; none begins once that much has passed in all.
 */
export async function askHttp(ask: HttpAsk, reach: Reach): Promise<Answer | Unseen> {
  const url = URL.canParse(ask.url) ? new URL(ask.url) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { kind: 'unseen', reason: 'unsupported', detail: 'not an http or https URL' }
  }
  const files = readRequestFiles(ask.request ?? {})
  if (files.kind === 'unseen') return files
  const elapsedMs = startClock()
  const tries: (HttpAnswer | Failed)[] = []
  while (tries.length < ask.times && (tries.length === 0 || elapsedMs() < ask.timeoutMs)) {
    const once = await askOnce({ url, request: ask.request ?? {}, files }, { ...reach, timeoutMs: ask.timeoutMs })
    if (once.kind === 'unseen') return tries.length === 0 ? once : { kind: 'http', tries }
    tries.push(once)
  }
  return { kind: 'http', tries }
}

interface Asked {
  readonly url: URL
  readonly request: HttpRequest
  readonly files: RequestFiles
}

function askOnce(
  { url, request, files }: Asked,
  reach: Reach & { readonly timeoutMs: number },
): Promise<HttpAnswer | Failed | Unseen> {
  const isSecure = url.protocol === 'https:'
  const isHttp2 = request.protocol !== undefined
  const read = isHttp2 ? readHttp2Response : readHttpResponse
  return exchange(targetOf(url, request), reach, async ({ stream, enter, elapsedMs, signal }) => {
    const how = { url, request, signal, elapsedMs }
    if (!isSecure) return read(stream, how)
    enter('tls')
    const { ca, cert, key } = files
    const settings = { host: nameForTls(url, request), verify: 'name', alpn: isHttp2 ? 'h2' : 'http/1.1' } as const
    const secured = await secureStream(stream, {
      ...settings,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    })
    enter('answer')
    return read(secured, how)
  })
}

function targetOf(url: URL, { socket }: HttpRequest): DialTarget {
  if (socket !== undefined) return { kind: 'unix', path: socket }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return { kind: 'tcp', host: bareHost(url.hostname), port }
}

/** Who the Host header says is wanted; a server chooses its certificate by it as well. */
function nameForTls(url: URL, request: HttpRequest): string {
  const named = serverName(request)
  return bareHost(
    named !== undefined && URL.canParse(`https://${named}/`) ? new URL(`https://${named}/`).hostname : url.hostname,
  )
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
