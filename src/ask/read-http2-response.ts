import { once } from 'node:events'
import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { HttpAnswer } from '../probe/answer.ts'
import { addressOf, type Responding, readBody } from './read-http-response.ts'
import { requestHeaders } from './request-headers.ts'

type Head = IncomingHttpHeaders & IncomingHttpStatusHeader

/** Of a connection as such: HTTP/2 has its own ways, and refuses them (RFC 9113 section 8.2.2). */
const ofConnection = /^(?:connection|host|content-length)$/i

/** One request over an open stream in HTTP/2 from the first byte. Rejects when no response head arrives. */
export async function readHttp2Response(stream: Duplex, options: Responding): Promise<HttpAnswer> {
  const { url, request, signal, elapsedMs } = options
  const session = connect(url.origin, { createConnection: () => stream, settings: { enablePush: false } })
  const broken = Promise.withResolvers<never>()
  session.on('error', broken.reject)
  session.once('close', () =>
    broken.reject(Object.assign(new Error('closed before a response'), { code: 'ECONNRESET' })),
  )
  broken.promise.catch(() => {})
  try {
    const headers = requestHeaders(url, request)
    const authority = headers.find(([name]) => /^host$/i.test(name))?.[1] ?? url.host
    const asked = session.request({
      ':method': request.method ?? 'GET',
      ':path': `${url.pathname}${url.search}`,
      ':authority': authority,
      ...Object.fromEntries(headers.filter(([name]) => !ofConnection.test(name))),
    })
    // Whatever breaks after its response is told by the body.
    asked.on('error', () => {})
    const [head] = (await Promise.race([once(asked, 'response'), broken.promise])) as [Head]
    const firstByteMs = elapsedMs()
    const body = await readBody(asked, signal)
    const address = addressOf(stream)
    return {
      kind: 'answered',
      status: head[':status'] ?? 0,
      statusText: '',
      httpVersion: '2',
      headers: pairsOf(head),
      firstByteMs,
      ...body,
      totalMs: elapsedMs(),
      ...(address === undefined ? {} : { address }),
    }
  } finally {
    session.destroy()
  }
}

function pairsOf(head: Head): HttpAnswer['headers'] {
  return Object.entries(head)
    .filter(([name]) => !name.startsWith(':'))
    .flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each] as const))
}
