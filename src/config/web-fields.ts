import { z } from 'zod'
import { type Checked, right, wrong } from '../service/checked.ts'
import { parseEndpoint, parseWebUrl } from '../service/parse-endpoint.ts'
import { type Endpoint, type HttpRequest, httpMethods } from '../service/service.ts'
import { keyField, listField, looseField, mapField, nameField, textField } from './fields.ts'

/** A URL as written, with how it is asked where more than the URL is written. */
export interface WrittenWeb {
  readonly url: string
  readonly request?: WrittenRequest
}

/** Headers by name, as in the file: whether a value is a secret depends on where it came from. */
export type WrittenRequest = Omit<HttpRequest, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

const expectedStatus = 'a status 100–599, or a class such as 2xx'

const statusField = looseField(expectedStatus, parseStatus, {
  description: 'A status, or a class of them.',
  examples: [200, '2xx'],
})

function parseStatus(text: string): Checked<readonly [number, number]> {
  const [, hundreds, rest] = /^([1-5])(\d\d|xx)$/i.exec(text) ?? []
  if (hundreds === undefined || rest === undefined) return wrong(expectedStatus)
  const isClass = rest.toLowerCase() === 'xx'
  return right(isClass ? [Number(`${hundreds}00`), Number(`${hundreds}99`)] : [Number(text), Number(text)])
}

const expectation = mapField(
  {
    status: listField(statusField, 'a list such as [200, 204] or [2xx]')
      .min(1, 'at least one status such as 200')
      .meta({ description: 'Statuses that are good. Default: 2xx.' })
      .exactOptional(),
    text: textField('text that the body holds, at most 1,000 characters', parseBodyText, {
      description: 'Text that stands in the first 16 KiB of the body.',
      examples: ['ok'],
    }).exactOptional(),
  },
  'a map such as { status: [200], text: ok }',
)

function parseBodyText(text: string): Checked<string> {
  return text.length > 0 && text.length <= 1000
    ? right(text)
    : wrong('text that the body holds, at most 1,000 characters')
}

/** Of the connection and the message itself, which slash503 writes. */
const ownHeaders = /^(?:connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i
const expectedHeader = 'the name of a header such as Host or Authorization, not one of the connection'

/** RFC 9110 section 5.6.2: a token. */
function checkHeaderName(name: string): Checked<string> {
  const isToken = /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)
  return isToken && !ownHeaders.test(name) ? right(name) : wrong(expectedHeader)
}

const expectedValue = 'printable text on one line (numbers, true and false in quotes), at most 8,000 characters'

function checkHeaderValue(value: string): Checked<string> {
  return /^[\t\x20-\x7e\x80-\xff]{0,8000}$/.test(value) ? right(value) : wrong(expectedValue)
}

const headers = z.record(
  keyField(checkHeaderName, 'The name of a header.'),
  textField(expectedValue, checkHeaderValue, {
    description: 'Its value; one from a variable, and any that may be a secret, is never shown.',
    examples: ['api.example.com', 'Bearer ${TOKEN}'],
  }),
  'a map such as { Host: api.example.com, Authorization: "Bearer ${TOKEN}" }',
)

const request = {
  method: z
    .enum(httpMethods, `one of ${httpMethods.join(', ')}`)
    .meta({ description: 'Method of the request. Default GET.' })
    .exactOptional(),
  headers: headers.meta({ description: 'Headers of the request; Host also names the server to TLS.' }).exactOptional(),
  protocol: z
    .enum(['h2', 'h2c'], 'h2c for HTTP/2 without TLS, h2 for HTTP/2 over https, or nothing for HTTP/1.1')
    .meta({
      description: 'h2c for HTTP/2 without TLS, from the first byte; h2 for HTTP/2 over https. Default HTTP/1.1.',
    })
    .exactOptional(),
  ca: pem('The authorities to believe instead of those of this machine.', '/etc/ssl/own.pem'),
  cert: pem('The certificate to show, for servers that want one.', '/etc/ssl/probe.pem'),
  key: pem('Its private key, without a passphrase.', '/etc/ssl/probe.key'),
  expect: expectation.meta({ description: 'What counts as a good answer.' }).exactOptional(),
}

const socket = nameField('path', 'A unix socket on the host, asked instead of the address of the URL.', [
  '/run/app.sock',
]).exactOptional()

function pem(description: string, example: string) {
  const text = `${description} A file of PEM on the machine slash503 runs on.`
  return nameField('localPath', text, [example]).exactOptional()
}

interface Shown {
  readonly expected: string
  readonly description: string
  readonly example: string
}

/** What users hit, as a URL or as a map. */
export function edgeField(shown: Shown) {
  const long = mapField({ url: urlField(shown), ...request }, expectedMap(shown.example))
  return z
    .union([urlField(shown).transform((url): WrittenWeb => ({ url })), long.transform(splitUrl)], either(shown))
    .meta({ description: shown.description })
}

/** What is asked on hosts, as a URL or as a map: there it may be a unix socket. */
export function hostWebField(shown: Shown) {
  const long = mapField({ url: urlField(shown), socket, ...request }, expectedMap(shown.example))
  return z
    .union([urlField(shown).transform((url): WrittenWeb => ({ url })), long.transform(splitUrl)], either(shown))
    .meta({ description: shown.description })
}

function urlField({ expected, description, example }: Shown) {
  return textField(expected, parseWebUrl, { description, examples: [example] })
}

function either({ expected, example }: Shown): string {
  return `${expected}, or ${expectedMap(example)}`
}

const dependencyExample = 'https://pay.example.com/healthz'

/** A dependency as a map: http and https only. */
export const longDependencyField = mapField(
  {
    url: textField(`a URL such as ${dependencyExample}`, parseWebEndpoint, {
      description: 'An http or https URL that the application talks to.',
      examples: [dependencyExample],
    }),
    socket,
    ...request,
  },
  expectedMap(dependencyExample),
).transform(({ url, ...rest }): Endpoint & { readonly written: WrittenRequest } => ({ ...url, written: rest }))

function parseWebEndpoint(text: string): Checked<Endpoint> {
  const endpoint = parseEndpoint(text)
  if (endpoint.kind === 'right' && endpoint.value.kind !== 'http') return wrong(`a URL such as ${dependencyExample}`)
  return endpoint
}

function splitUrl({ url, ...rest }: { readonly url: string } & WrittenRequest): WrittenWeb {
  return { url, request: rest }
}

function expectedMap(url: string): string {
  return `a map such as { url: ${url}, method: HEAD }`
}
