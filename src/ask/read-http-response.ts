import { type IncomingMessage, request } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import type { HttpAnswer } from '../probe/answer.ts'
import type { HttpRequest } from '../service/service.ts'
import { requestHeaders } from './request-headers.ts'

/** Kept of a body: error pages are smaller. */
const keptBytes = 16 * 1024
/** Where reading stops: enough to see that a body flows, little enough to ask often. */
const limitBytes = 1024 * 1024

/** What a response is to, and until when it is read. */
export interface Responding {
  readonly url: URL
  readonly request: HttpRequest
  readonly signal: AbortSignal
  readonly elapsedMs: () => number
}

/**
 * One request over an open stream, with the lenient parser, because a program in trouble is what we came to see. Rejects
 * when no response head arrives. `node:http` rather than undici, whose parsers have no lenient mode: with undici 8.12.4
 * a 503 whose header has a control character, whose lines end in a bare LF or that follows a '100 Continue' is no answer.
 */
export function readHttpResponse(stream: Duplex, options: Responding): Promise<HttpAnswer> {
  const { url, request: how, elapsedMs } = options
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
  const asked = request({
    createConnection: () => stream,
    host: url.hostname,
    method: how.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    headers: Object.fromEntries(requestHeaders(url, how)),
    insecureHTTPParser: true,
    maxHeaderSize: 64 * 1024,
  })
  // Without a response only: what breaks off a body is told by the body.
  const fail = (error: Error) => reject(withFirstBytes(error))
  const closed = () => reject(Object.assign(new Error('closed before a response'), { code: 'ECONNRESET' }))
  asked.once('response', (response) => {
    asked
      .off('error', fail)
      .off('close', closed)
      .on('error', () => {})
    const head = headOf(response, elapsedMs())
    const address = addressOf(stream)
    readBody(response, options.signal).then(
      (body) => resolve({ ...head, ...body, totalMs: elapsedMs(), ...(address === undefined ? {} : { address }) }),
      reject,
    )
  })
  asked.once('error', fail)
  asked.once('close', closed)
  asked.end()
  return promise
}

function headOf(response: IncomingMessage, firstByteMs: number) {
  const raw = response.rawHeaders
  const headers = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []))
  const statusText = response.statusMessage ?? ''
  const { statusCode: status = 0, httpVersion } = response
  return { kind: 'answered', status, statusText, httpVersion, headers, firstByteMs } as const
}

type Body = Pick<HttpAnswer, 'body' | 'bodyBytes' | 'bodyFailure'>

/** Reads to the end, to the limit, or to whatever breaks it off: the head has been seen and stays an answer. */
export function readBody(response: Readable, signal: AbortSignal): Promise<Body> {
  const { promise, resolve } = Promise.withResolvers<Body>()
  const kept: Buffer[] = []
  let bodyBytes = 0
  let keptSize = 0
  const settle = (bodyFailure?: NonNullable<HttpAnswer['bodyFailure']>) => {
    const start = Buffer.concat(kept).subarray(0, keptBytes).toString('utf8')
    // What the limit cuts has its end masked here, where the cut is known.
    const body = bodyBytes > keptBytes ? redact(cleanText(start), { isCut: true }) : start
    resolve({ body, bodyBytes, ...(bodyFailure === undefined ? {} : { bodyFailure }) })
  }
  response.on('data', (chunk: Buffer) => {
    bodyBytes += chunk.length
    if (keptSize < keptBytes) kept.push(chunk)
    keptSize += chunk.length
    if (bodyBytes >= limitBytes) {
      settle()
      response.destroy()
    }
  })
  response.once('end', () => settle())
  response.on('error', () => settle(signal.aborted ? 'timed-out' : 'closed'))
  response.once('close', () => settle(signal.aborted ? 'timed-out' : 'closed'))
  return promise
}

export function addressOf(stream: Duplex): string | undefined {
  if (!('remoteAddress' in stream) || typeof stream.remoteAddress !== 'string') return undefined
  const port = 'remotePort' in stream ? String(stream.remotePort) : ''
  return stream.remoteAddress.includes(':') ? `[${stream.remoteAddress}]:${port}` : `${stream.remoteAddress}:${port}`
}

/** What a program that does not speak HTTP said instead: 'SSH-2.0-OpenSSH…' names it. */
function withFirstBytes(error: Error & { rawPacket?: unknown }): Error {
  if (!(error.rawPacket instanceof Buffer) || error.rawPacket.length === 0) return error
  error.message += `, got ${JSON.stringify(error.rawPacket.subarray(0, 60).toString('latin1'))}`
  return error
}
