import { describe, expect, it } from 'vitest'
import type { FileProblem } from './check-web.ts'
import { parseServices } from './parse-services.ts'
import { renderConfigErrors } from './render-config-errors.ts'

const env = { TOKEN: 'hidden-token', NAME: 'api.example.com', AGENT: 'agent-of-mine', LINES: 'a\nb' }
const missing: FileProblem = (_kind, path) => (path.startsWith('/gone') ? 'there is no such file' : undefined)

/** One service with a host, whose lines these are, as it is built or as its errors. */
function built(...lines: readonly string[]) {
  const text = `services:\n  a:\n    hosts: [app1]\n${lines.map((line) => `    ${line}\n`).join('')}`
  const parsed = parseServices(text, { file: 's.yml', env, fileProblem: missing })
  return parsed.kind === 'ok' ? parsed.config.services[0] : renderConfigErrors(parsed.errors)
}

describe('how a URL is asked', () => {
  it('is stored beside the URL, which stays as it is', () => {
    const service = built(
      'url: { url: https://api.example.com/, ca: ~/own.pem, expect: { status: [200, 3xx], text: Welcome } }',
      'health: { url: "http://x/health", socket: /run/app.sock, method: HEAD, protocol: h2c }',
      'dependencies: [ "tcp://mq1:5672", { url: https://pay.example.com/healthz, cert: /a.pem, key: /b.pem } ]',
    )
    expect(service).toMatchObject({
      url: 'https://api.example.com/',
      health: 'http://x/health',
      requests: {
        url: {
          ca: '~/own.pem',
          expect: {
            status: [
              [200, 200],
              [300, 399],
            ],
            text: 'Welcome',
          },
        },
        health: { socket: '/run/app.sock', method: 'HEAD', protocol: 'h2c' },
      },
      dependencies: [
        { kind: 'tcp' },
        {
          kind: 'http',
          label: 'https://pay.example.com/healthz',
          host: 'pay.example.com',
          port: 443,
          request: { cert: '/a.pem', key: '/b.pem' },
        },
      ],
    })
  })

  it.each([
    ['a plain URL', 'url: https://x/'],
    ['a map with nothing but the URL', 'url: { url: https://x/ }'],
  ])('is absent for %s', (_what, line) => {
    expect(built(line)).toEqual(expect.objectContaining({ url: 'https://x/' }))
    expect(built(line)).not.toHaveProperty('requests')
  })

  it.each([
    ['Host', 'api.example.com', false],
    ['Host', '"${NAME}"', false],
    ['Accept', 'application/json', false],
    ['User-Agent', '"${AGENT}"', true],
    ['Authorization', '"Bearer ${TOKEN}"', true],
    ['Authorization', 'Bearer written-down', true],
    ['X-Probe', 'anything', true],
  ])('knows whether a header is a secret: %s %s', (name, value, isSecret) => {
    const service = built(`health: { url: http://x/, headers: { ${name}: ${value} } }`)
    expect(service).toMatchObject({ requests: { health: { headers: [{ name, isSecret }] } } })
  })

  it.each([
    ['health: 5', 'Cannot use 5 as services.a.health: expected a URL such as http://127.0.0.1:8000/health/, or a map'],
    ['health: ftp://x/', 'Cannot use "ftp://x/" as services.a.health: expected a URL such as'],
    ['health: { method: GET }', 'Missing services.a.health.url: expected a URL'],
    ['health: { url: ftp://x/ }', 'as services.a.health.url: expected a URL such as'],
    ['health: { url: http://x/, methd: GET }', 'Unknown key services.a.health.methd: did you mean method?'],
    ['health: { url: http://x/, method: DELETE }', 'expected one of GET, HEAD, OPTIONS, POST'],
    ['health: { url: http://x/, socket: app.sock }', 'as services.a.health.socket: expected an absolute path'],
    ['url: { url: http://x/, socket: /run/a.sock }', 'Unknown key services.a.url.socket'],
    ['health: { url: http://x/, headers: { "X Y": a } }', 'expected the name of a header such as Host'],
    ['health: { url: http://x/, headers: { Connection: a } }', 'not one of the connection'],
    ['health: { url: http://x/, headers: { X: "${LINES}" } }', 'Cannot use "${LINES}" (with variables filled in)'],
    [
      'health: { url: http://x/, headers: { X: "sid=hidd99\\n" } }',
      'Cannot use this value as services.a.health.headers.X',
    ],
    [
      'health: { url: http://x/, headers: { X: "hidd99${LINES}" } }',
      'Cannot use this value (with variables filled in)',
    ],
    ['health: { url: http://x/, headers: { X: 5 } }', 'expected printable text on one line (numbers, true and false'],
    [
      'health: { url: http://x/, headers: { Accept: a, accept: b } }',
      'Cannot send services.a.health.headers.accept beside Accept: expected a header once',
    ],
    ['health: { url: http://x/, protocol: h3 }', 'expected h2c for HTTP/2 without TLS'],
    ['health: { url: https://x/, protocol: h2c }', 'here: expected h2 over https, as h2c has no TLS'],
    ['health: { url: http://x/, protocol: h2 }', 'here: expected h2c over http, as h2 needs TLS'],
    ['health: { url: http://x/, ca: /a.pem }', 'services.a.health.ca: expected an https URL beside it'],
    ['health: { url: https://x/, cert: /a.pem }', 'Cannot use services.a.health.cert alone: expected key beside it'],
    [
      'url: { url: https://x/, ca: /gone.pem }',
      's.yml:4:33 Cannot use "/gone.pem" as services.a.url.ca: there is no such',
    ],
    [
      'dependencies: [ { url: https://x/, ca: /gone.pem } ]',
      'Cannot use "/gone.pem" as services.a.dependencies[0].ca: there is no such file',
    ],
    ['health: { url: http://x/, expect: { status: [] } }', 'expected at least one status'],
    ['health: { url: http://x/, expect: { status: [600] } }', 'expected a status 100–599, or a class such as 2xx'],
    ['health: { url: http://x/, expect: { text: "" } }', 'expected text that the body holds'],
    ['health: { url: http://x/, method: HEAD, expect: { text: ok } }', 'expected GET, as HEAD gets no body'],
    ['dependencies: [ { url: redis://x } ]', 'as services.a.dependencies[0].url: expected a URL such as https://pay'],
    ['dependencies: [ "http://x/", { url: http://x/ } ]', 'repeats an earlier dependency'],
  ])('says what is wrong with %s', (line, error) => {
    expect(built(line)).toContain(error)
  })
})
