import type { Failed } from '../probe/answer.ts'
import type { Answer, Ask } from '../probe/execute.ts'
import type { HttpAnswer } from '../probe/http.ts'
import type { Unseen } from '../probe/reading.ts'
import { exchange, type Reach, startClock } from './exchange.ts'
import { readHttpResponse } from './read-http-response.ts'
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
  const elapsedMs = startClock()
  const tries: (HttpAnswer | Failed)[] = []
  while (tries.length < ask.times && (tries.length === 0 || elapsedMs() < ask.timeoutMs)) {
    const once = await askOnce(url, { ...reach, timeoutMs: ask.timeoutMs })
    if (once.kind === 'unseen') return tries.length === 0 ? once : { kind: 'http', tries }
    tries.push(once)
  }
  return { kind: 'http', tries }
}

function askOnce(url: URL, reach: Reach & { readonly timeoutMs: number }): Promise<HttpAnswer | Failed | Unseen> {
  const isSecure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port) || (isSecure ? 443 : 80)
  return exchange({ kind: 'tcp', host, port }, reach, async ({ stream, enter, elapsedMs, signal }) => {
    if (!isSecure) return readHttpResponse(stream, { url, signal, elapsedMs })
    enter('tls')
    const secured = await secureStream(stream, { host, verify: 'name', alpn: 'http/1.1' })
    enter('answer')
    return readHttpResponse(secured, { url, signal, elapsedMs })
  })
}
