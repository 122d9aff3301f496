import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '../../src/signature/http-response.ts'
import { identifyResponder } from '../../src/signature/identify-responder.ts'
import { loadCapturedResponses } from '../support/captured-responses.ts'
import { buildDocumented, documentedResponses } from '../support/documented-responses.ts'

type Headers = HttpResponse['headers']
type Change = (response: HttpResponse) => HttpResponse

const captured = loadCapturedResponses()
  .filter(({ file }) => !file.includes('_two'))
  .map(({ file, responder, response }) => ({ name: file, responder, response }))
/** Without those whose responder nobody knows. */
const known = documentedResponses.filter(({ program, certainty }) => program === 'app' || certainty !== 'unknown')
const documented = known.map((one) => ({
  name: one.name,
  responder: one.program,
  response: buildDocumented(one),
}))
const everything = [...captured, ...documented]

const withHeaders =
  (change: (headers: Headers) => Headers): Change =>
  (response) => ({ ...response, headers: change(response.headers) })
const without = (name: string): Change =>
  withHeaders((headers) => headers.filter(([known]) => known.toLowerCase() !== name))
const added = (...lines: Headers): Change => withHeaders((headers) => [...headers, ...lines])
const withBody =
  (change: (body: string) => string): Change =>
  (response) => ({ ...response, body: change(response.body) })
const renamed = (server: string): Change =>
  withHeaders((headers) => [...headers.filter(([name]) => name.toLowerCase() !== 'server'), ['Server', server]])

/** What happens to a response between the program that made it and the one that reads it. */
const changes: Readonly<Record<string, Change>> = {
  'other versions': (response) => ({
    ...response,
    headers: response.headers.map(([name, value]) => [name, value.replace(/(\/)\d+\.\d+(\.\d+)?/g, '$19.8.7')]),
    body: response.body.replace(/(nginx|Apache|Tomcat|lighttpd|squid)\/\d+\.\d+(\.\d+)?/g, '$1/9.8.7'),
  }),
  'lower-case header names': withHeaders((headers) => headers.map(([name, value]) => [name.toLowerCase(), value])),
  'HTTP/2': (response) => ({
    ...response,
    httpVersion: '2',
    statusText: '',
    headers: response.headers
      .filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding'].includes(name.toLowerCase()))
      .map(([name, value]) => [name.toLowerCase(), value]),
  }),
  'HTTP/1.0': (response) => ({ ...response, httpVersion: '1.0' }),
  'Varnish in front': added(['X-Varnish', '5'], ['Age', '0'], ['Via', '1.1 varnish (Varnish/7.1)']),
  'Squid in front': added(['X-Cache', 'MISS from p'], ['Via', '1.1 p (squid/5.7)']),
  'HAProxy in front': withHeaders((headers) => headers.map(([name, value]) => [name.toLowerCase(), value])),
  'Caddy in front': withHeaders((headers) =>
    [...headers, ['Server', 'Caddy'] as const].toSorted(([one], [other]) =>
      one.toLowerCase() < other.toLowerCase() ? -1 : 1,
    ),
  ),
  'nginx in front': withHeaders((headers) => [
    ['Server', 'nginx/1.22.1'],
    ...headers.filter(([name]) => name.toLowerCase() !== 'server'),
  ]),
  'Traffic Server in front': (response) =>
    added(['Via', 'http/1.1 traffic_server (ApacheTrafficServer/9.2.9 [c s f ])'])(renamed('ATS/9.2.9')(response)),
  'h2o in front': renamed('h2o/2.2.5'),
  'a renamed server': renamed('AcmeEdge'),
  'CloudFront in front': added(
    ['X-Cache', 'Error from cloudfront'],
    ['Via', '1.1 a.cloudfront.net (CloudFront)'],
    ['X-Amz-Cf-Id', 'x=='],
  ),
  'Cloudflare in front': (response) => added(['CF-RAY', '8a-FRA'])(renamed('cloudflare')(response)),
  'Envoy in front': (response) => added(['x-envoy-upstream-service-time', '3'])(renamed('envoy')(response)),
  'Google in front': added(['via', '1.1 google']),
  'Heroku in front': added(['Via', '1.1 vegur']),
  'Kong in front': added(['X-Kong-Upstream-Latency', '3'], ['X-Kong-Proxy-Latency', '1'], ['Via', 'kong/3.6.1']),
  'no Server': without('server'),
  'no Date': without('date'),
  'no Content-Length': without('content-length'),
  'no Connection': without('connection'),
  'CRLF in the body': withBody((body) => body.replace(/\r?\n/g, '\r\n')),
  'LF in the body': withBody((body) => body.replaceAll('\r\n', '\n')),
  'a body on one line': withBody((body) => body.replace(/\s+/g, ' ')),
  'an indented body': withBody((body) => body.replaceAll('\n', '\n    ')),
  'blank lines around the body': withBody((body) => `\n\n${body}\n\n`),
  'a body cut at 16 KiB': withBody((body) => body.slice(0, 16 * 1024)),
  'security headers': added(
    ['Strict-Transport-Security', 'max-age=63072000'],
    ['X-Frame-Options', 'DENY'],
    ['X-Request-Id', '7f3c'],
  ),
}
const names = Object.keys(changes)
const apply = (response: HttpResponse, picked: readonly string[]): HttpResponse =>
  picked.reduce((changed, name) => changes[name]?.(changed) ?? changed, response)

/** ingress-nginx is an nginx and Google's load balancer an Envoy: once Server is lost their words are the same. */
const sameInside = [
  ['ingress-nginx', 'nginx'],
  ['google', 'envoy'],
]

/** A sure answer that is wrong. */
function confidentlyWrong(
  { responder, response }: (typeof everything)[number],
  picked: readonly string[],
): string | undefined {
  const { program, certainty } = identifyResponder(apply(response, picked))
  if (sameInside.some((pair) => pair.includes(program) && pair.includes(responder))) return undefined
  return certainty !== 'unknown' && program !== responder ? `${program} (${certainty})` : undefined
}

describe('identifyResponder() on changed responses', () => {
  it.each(names)('is never confidently wrong with %s', (name) => {
    const wrong = everything.map((one) => `${one.name}: ${confidentlyWrong(one, [name])}`)
    expect(wrong.filter((line) => !line.endsWith(': undefined'))).toEqual([])
  })

  it('is never confidently wrong with several changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everything),
        fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }),
        (one, picked) => {
          expect(confidentlyWrong(one, picked)).toBeUndefined()
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('is never confidently wrong about a body that was cut off or lost', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everything), fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const cut = withBody((body) => body.slice(0, Math.floor(body.length * share)))(one.response)
        expect(confidentlyWrong({ ...one, response: cut }, [])).toBeUndefined()
      }),
      { numRuns: 3000 },
    )
  })

  it.each(['nginx', 'apache', 'haproxy', 'varnish', 'lighttpd', 'squid'])(
    'still names the page of %s through every change of its head',
    (program) => {
      const pages = captured.filter(
        ({ responder, response }) => responder === program && identifyResponder(response).certainty === 'certain',
      )
      expect(pages.length).toBeGreaterThan(0)
      const lost = pages.flatMap(({ name, response }) =>
        names
          .filter((change) => !identifyResponder(apply(response, [change])).program.endsWith(program))
          .map((change) => `${name}: ${change}`),
      )
      expect(lost).toEqual([])
    },
  )

  it('never claims to know a body that nobody has described', () => {
    const anything = fc.record({
      status: fc.constantFrom(429, 500, 502, 503, 504),
      statusText: fc.constantFrom('', 'Service Unavailable', 'Service Temporarily Unavailable'),
      httpVersion: fc.constantFrom('1.0', '1.1', '2'),
      headers: fc.array(fc.tuple(fc.constantFrom('Date', 'Content-Type', 'X-A', 'Retry-After', 'ETag'), fc.string())),
      body: fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((text) => `<html><body><h1>${text}</h1></body></html>`),
      ),
    })
    fc.assert(
      fc.property(anything, (response) => {
        expect(identifyResponder(response).certainty).toBe('unknown')
      }),
      { numRuns: 2000 },
    )
  })
})
