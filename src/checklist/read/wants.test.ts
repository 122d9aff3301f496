import { describe, expect, it } from 'vitest'
import { failed } from '../../../test/support/faults.ts'
import { page } from '../../../test/support/healthy-values.ts'
import type { HttpAnswer } from '../../probe/answer.ts'
import type { HttpRequest } from '../../service/service.ts'
import { type Asked, tellWant, wantOf } from './wants.ts'

const health = 'http://127.0.0.1:8000/health'
const secure = 'https://127.0.0.1:8443/health'
const plain = { key: 'health', url: health, publicUrl: 'https://api.example.com/' } as const
const overTls = { ...plain, url: secure }
const edge = { key: 'url', url: 'https://api.example.com/' } as const
const pay = { key: 'dependencies', url: 'https://pay.example.com/healthz' } as const

type Answer = Parameters<typeof wantOf>[0]
type Case = readonly [name: string, answer: Answer, asked: Asked, what: string | undefined, fix?: string]

const named = ([name, answer, asked, what, fix]: Case) => ({ name, answer, asked, what, fix })

const to = (status: number, location: string) => page(status, { headers: [['Location', location]] })
const tls = (detail: string) => failed('tls', { phase: 'tls', detail })
const withHeaders = (...names: readonly string[]): HttpRequest => ({
  headers: names.map((name) => ({ name, value: 'api.example.com', isSecret: false })),
})
const line = (add: string, url: string = health) => `services.yml: health: { url: "${url}", ${add} }`
const asksFor = (request: HttpRequest): Asked => ({ ...plain, request })
const body = (text: string): Partial<HttpAnswer> => ({ body: text, bodyBytes: text.length })

const statuses: readonly Case[] = [
  ['401', page(401), plain, 'credentials', line('headers: { Authorization: "Bearer ${TOKEN}" }')],
  [
    '401 with credentials',
    page(401),
    asksFor(withHeaders('Authorization')),
    'other credentials',
    'services.yml: the headers of health are refused; renew their values',
  ],
  [
    '401 with another header',
    page(401),
    asksFor(withHeaders('Host')),
    'credentials',
    'services.yml: add headers: { Authorization: "Bearer ${TOKEN}" } to health',
  ],
  [
    '403',
    page(403),
    plain,
    'permission',
    `${line('headers: { Authorization: "Bearer ${TOKEN}" }')}; or allow the asking address where it is refused`,
  ],
  [
    '403 of Rails for a host',
    page(403, body('<h1>Blocked hosts: 127.0.0.1:8000</h1>')),
    plain,
    'a Host that it knows',
    line('headers: { Host: api.example.com }'),
  ],
  ['400', page(400), plain, 'another request, mostly a Host that it knows', line('headers: { Host: api.example.com }')],
  [
    '400 of nginx for plain HTTP',
    page(400, body('<center>The plain HTTP request was sent to HTTPS port</center>')),
    plain,
    'https',
    'services.yml: health: https://127.0.0.1:8000/health',
  ],
  [
    '400 of Go for plain HTTP',
    page(400, body('Client sent an HTTP request to an HTTPS server.\n')),
    plain,
    'https',
    'services.yml: health: https://127.0.0.1:8000/health',
  ],
  [
    '400 of nginx for a certificate',
    page(400, body('<center>No required SSL certificate was sent</center>')),
    overTls,
    'a client certificate',
    line('cert: /etc/ssl/probe.pem, key: /etc/ssl/probe.key', secure),
  ],
  ['400 with a Host', page(400), asksFor(withHeaders('Host')), 'another request'],
  [
    '404',
    page(404),
    plain,
    'another path',
    `services.yml: write a path that is there into health instead of /health; a server that goes by names wants ${line('headers: { Host: api.example.com }')}`,
  ],
  ['404 with a Host', page(404), asksFor(withHeaders('Host')), 'another path'],
  ['410', page(410), plain, 'another path'],
  ['405', page(405, { headers: [['allow', 'POST, put']] }), plain, 'another method', line('method: POST')],
  ['405 with HEAD', page(405, { headers: [['Allow', 'GET,HEAD']] }), plain, 'another method', line('method: HEAD')],
  ['405 without a word', page(405), plain, 'another method', line('method: POST')],
  ['405 to HEAD', page(405), asksFor({ method: 'HEAD' }), 'another method', 'services.yml: add method: GET to health'],
  ['406', page(406), plain, 'another Accept header'],
  ['407', page(407), plain, 'credentials for a proxy'],
  ['415', page(415), plain, 'another Content-Type'],
  ['421', page(421), plain, 'the right Host and TLS name', line('headers: { Host: api.example.com }')],
  [
    '421 without a known name',
    page(421),
    { key: 'health', url: health },
    'the right Host and TLS name',
    line('headers: { Host: "the name that users ask for" }'),
  ],
  ['426', page(426), plain, 'another protocol', line('protocol: h2c')],
  ['428', page(428), plain, 'another request'],
  ['429', page(429), plain, 'fewer requests'],
  ['408, which is about the server', page(408), plain, undefined],
  ['424, which is about what is behind it', page(424), plain, undefined],
  ['503', page(503), plain, undefined],
  ['200', page(200), plain, undefined],
  ['204', page(204), plain, undefined],
  ['304', to(304, '/login'), plain, undefined],
  ['a redirect to nowhere', page(302), plain, undefined],
  ['401 of a page that users get', page(401), edge, undefined],
  ['421 of a page that users get', page(421), edge, undefined],
  ['401 of a dependency', page(401), pay, undefined],
  ['401 that is expected', page(401), asksFor({ expect: { status: [[401, 401]] } }), undefined],
  ['401 where text is expected', page(401), asksFor({ expect: { text: 'ok' } }), 'credentials'],
  [
    '401 of a dependency that should say 200',
    page(401),
    { ...pay, request: { expect: { status: [[200, 200]] } } },
    'credentials',
  ],
]

const redirects: readonly Case[] = [
  [
    'to https',
    to(301, 'https://127.0.0.1:8000/health'),
    plain,
    'https',
    `services.yml: write https://127.0.0.1:8000/health instead of ${health}`,
  ],
  ['to a slash', to(308, '/health/'), plain, 'to be followed', `services.yml: write ${health}/ instead of ${health}`],
  ['to a login', to(302, '/accounts/login/?next=/health'), plain, 'a login'],
  ['to a login elsewhere', to(303, 'https://sso.example.com/oauth2/authorize?x=1'), plain, 'a login'],
  [
    'to another host',
    to(307, '//api.example.com/health?token=x'),
    plain,
    'to be asked elsewhere',
    'services.yml: name the page that it leads to, if that is the health of this host: http://api.example.com/health',
  ],
  ['to what is no URL', to(302, 'http://['), plain, undefined],
  ['that is expected', to(302, '/login'), asksFor({ expect: { status: [[300, 399]] } }), undefined],
  ['of a page that users get', to(302, '/login'), edge, undefined],
]

const untrusted = 'self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)'
const altname = "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 (ERR_TLS_CERT_ALTNAME_INVALID)"
const ca = 'ca: /etc/ssl/own-ca.pem'
const signed = ', the file of the authority that signed its certificate'

const failures: readonly Case[] = [
  ['its own certificate', tls(untrusted), overTls, 'a CA that this machine trusts', `${line(ca, secure)}${signed}`],
  [
    'a chain that ends early',
    tls('unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'),
    edge,
    'a CA that this machine trusts',
    `services.yml: url: { url: "https://api.example.com/", ${ca} }${signed}`,
  ],
  [
    'an authority of their own',
    tls('unable to get local issuer certificate (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)'),
    pay,
    'a CA that this machine trusts',
    `services.yml: dependencies: [{ url: "https://pay.example.com/healthz", ${ca} }]${signed}`,
  ],
  ['an expired certificate', tls('certificate has expired (CERT_HAS_EXPIRED)'), edge, undefined],
  ['an expired certificate of a host', tls('certificate has expired (CERT_HAS_EXPIRED)'), overTls, undefined],
  [
    'another name',
    tls(altname),
    overTls,
    'the name of its certificate',
    line('headers: { Host: api.example.com }', secure),
  ],
  ['another name that users ask for', tls(altname), edge, undefined],
  ['another name of a dependency', tls(altname), pay, undefined],
  [
    'no client certificate',
    failed('protocol', { phase: 'answer', detail: 'x (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)' }),
    edge,
    'a client certificate',
  ],
  [
    'a refused handshake',
    tls('alert handshake failure (ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE)'),
    overTls,
    'another TLS handshake, perhaps with a client certificate',
  ],
  ['a refused handshake that users get', tls('x (ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE)'), edge, undefined],
  [
    'plain HTTP',
    tls('wrong version number (ERR_SSL_WRONG_VERSION_NUMBER)'),
    overTls,
    'plain HTTP',
    'services.yml: health: http://127.0.0.1:8443/health',
  ],
  [
    'HTTP/2 at once',
    failed('protocol', { phase: 'answer', detail: String.raw`Parse Error, got "\u0000\u0000\f\u0004\u0000"` }),
    plain,
    'HTTP/2',
    line('protocol: h2c'),
  ],
  [
    'HTTP/2 alone',
    tls('x (ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)'),
    overTls,
    'HTTP/2',
    line('protocol: h2', secure),
  ],
  ['another protocol', failed('protocol', { phase: 'answer', detail: 'got "SSH-2.0"' }), plain, undefined],
  ['no connection', failed('refused'), plain, undefined],
  ['a socket', failed('denied'), asksFor({ socket: '/run/app.sock' }), 'a way to its socket'],
  ['a socket where nobody listens', failed('refused'), asksFor({ socket: '/run/app.sock' }), undefined],
  ['no permission', failed('denied'), plain, undefined],
]

const long = 'x'.repeat(16_384)
const text = { expect: { text: 'ok' } }
const bodies: readonly Case[] = [
  ['the text', page(200), asksFor(text), undefined],
  ['another text', page(200, body('maintenance')), asksFor(text), undefined],
  ['a page too long to say', page(200, { body: long, bodyBytes: 20_000 }), asksFor(text), 'a longer look'],
  [
    'a page that broke off',
    page(200, { body: 'x', bodyFailure: 'closed' }),
    { ...edge, request: text },
    'a longer look',
  ],
  ['a long page with the text', page(200, { body: `ok${long}`, bodyBytes: 20_000 }), asksFor(text), undefined],
]

describe('wantOf()', () => {
  it.each([...statuses, ...redirects, ...failures, ...bodies].map(named))('$name', ({ answer, asked, what, fix }) => {
    const want = wantOf(answer, asked)
    expect({ what: want?.what, fix: fix === undefined ? undefined : want?.fix }).toEqual({ what, fix })
  })

  it('is told in one sentence', () => {
    const want = wantOf(page(401, { statusText: 'Unauthorized' }), plain)
    expect(want && tellWant(want)).toBe('wants credentials (answers 401 Unauthorized); what it would say was not seen')
  })
})
