import type { Failed, HttpAnswer } from '../../probe/answer.ts'
import type { HttpRequest } from '../../service/service.ts'
import { describeTry, expectsStatus, isCut, isExpectedStatus } from './http-try.ts'
import { redirectOf } from './redirect.ts'
import { tlsProblemOf } from './tls-problem.ts'

/** What an endpoint wants of whoever asks, before it says what it would say. */
export interface Want {
  /** As it follows 'wants': 'credentials'. */
  readonly what: string
  /** What it did instead: 'answers 401 Unauthorized'. */
  readonly did: string
  /** What to write into services.yml, or to change where it cannot help. */
  readonly fix: string
}

/** The endpoint that was asked, as services.yml has it. */
export interface Asked {
  readonly key: 'url' | 'health' | 'dependencies'
  readonly url: string
  readonly request?: HttpRequest | undefined
  /** What users ask for: its name is the one that servers go by. */
  readonly publicUrl?: string | undefined
}

/** What an endpoint wants, where its answer tells that and not how it is; undefined where it was answered, or failed. */
export function wantOf(answer: HttpAnswer | Failed, asked: Asked): Want | undefined {
  if (answer.kind === 'failed') return wantOfFailure(answer, asked)
  const { expect } = asked.request ?? {}
  if (expectsStatus(expect) && isExpectedStatus(answer, expect)) return wantOfBody(answer, asked)
  // What users get is what there is; only what was written down says that it should be more.
  const isPage = asked.key === 'health' || (asked.key === 'dependencies' && expect !== undefined)
  return isPage ? (wantOfStatus(answer, asked) ?? wantOfBody(answer, asked)) : wantOfBody(answer, asked)
}

/** 'wants credentials (answers 401 Unauthorized); what it would say was not seen' */
export function tellWant({ what, did }: Want): string {
  return `wants ${what} (${did}); what it would say was not seen`
}

type Line = (add: string) => string

/** The line of services.yml: whole where nothing but the URL is written, else what to add to it. */
function lineOf({ key, url, request }: Asked): Line {
  return (add) => {
    if (request !== undefined) return `services.yml: add ${add} to ${key === 'dependencies' ? url : key}`
    const map = `{ url: ${JSON.stringify(url)}, ${add} }`
    return `services.yml: ${key}: ${key === 'dependencies' ? `[${map}]` : map}`
  }
}

function wantOfFailure(failed: Failed, asked: Asked): Want | undefined {
  const { key, url, request } = asked
  const line = lineOf(asked)
  const want = (what: string, did: string, fix: string): Want => ({ what, did, fix })
  const host = URL.canParse(url) ? new URL(url).hostname : ''
  switch (tlsProblemOf(failed)) {
    case 'untrusted': {
      const fix = `${line('ca: /etc/ssl/own-ca.pem')}, the file of the authority that signed its certificate`
      return want('a CA that this machine trusts', 'its certificate is signed by an authority unknown here', fix)
    }
    case 'client-certificate': {
      const fix = line('cert: /etc/ssl/probe.pem, key: /etc/ssl/probe.key')
      return want('a client certificate', 'it ends the TLS handshake without one', fix)
    }
    case 'other-name': {
      if (key === 'dependencies' || !isAddress(host)) return undefined
      return want('the name of its certificate', `its certificate is not for ${host}`, nameFix(asked))
    }
    default:
  }
  if (key !== 'health') return undefined
  if (request?.socket !== undefined && failed.failure === 'denied') {
    const fix = `see that ${request.socket} is there, that the probe's user may use it, and that sshd_config has AllowStreamLocalForwarding yes`
    return want('a way to its socket', 'the socket could not be opened', fix)
  }
  switch (tlsProblemOf(failed)) {
    case 'handshake': {
      const fix = line('cert: /etc/ssl/probe.pem, key: /etc/ssl/probe.key')
      return want('another TLS handshake, perhaps with a client certificate', 'it refuses the TLS handshake', fix)
    }
    case 'plain':
      return want('plain HTTP', 'it does not speak TLS', `services.yml: ${key}: ${url.replace(/^https:/i, 'http:')}`)
    case 'http2':
      return want('HTTP/2', 'it does not speak HTTP/1.1', line(`protocol: ${/^https:/i.test(url) ? 'h2' : 'h2c'}`))
    default:
      return undefined
  }
}

/** Text that was looked for in a body of which only the beginning was read. */
function wantOfBody(answer: HttpAnswer, asked: Asked): Want | undefined {
  const { text } = asked.request?.expect ?? {}
  if (text === undefined || answer.body.includes(text) || !isCut(answer)) return undefined
  const fix = 'expect a text that stands in the first 16 KiB of the body, or a page that is shorter'
  return { what: 'a longer look', did: `the text expected is not in the ${answer.body.length} characters read`, fix }
}

function wantOfStatus(answer: HttpAnswer, asked: Asked): Want | undefined {
  const found = redirectOf(answer, asked.url) ?? wantOf400(answer, asked) ?? byStatus[answer.status]?.(answer, asked)
  return found === undefined ? undefined : { did: `answers ${describeTry(answer)}`, ...found }
}

type Told = Pick<Want, 'what' | 'fix'>

/** Source: RFC 9110 section 15.5, RFC 6585. Statuses that are no word on the request (408, 424, 5xx) are answers. */
const byStatus: Readonly<Record<number, (answer: HttpAnswer, asked: Asked) => Told>> = {
  401: wantsCredentials,
  403: (answer, asked) =>
    /\bblocked hosts?\b/i.test(answer.body)
      ? { what: 'a Host that it knows', fix: nameFix(asked) }
      : {
          what: 'permission',
          fix: `${wantsCredentials(answer, asked).fix}; or allow the asking address where it is refused`,
        },
  404: wantsPath,
  405: wantsMethod,
  406: (_answer, asked) => ({
    what: 'another Accept header',
    fix: lineOf(asked)('headers: { Accept: application/json }'),
  }),
  407: (_answer, asked) => ({
    what: 'credentials for a proxy',
    fix: lineOf(asked)('headers: { Proxy-Authorization: "Basic ${PROXY_LOGIN}" }'),
  }),
  410: wantsPath,
  415: (_answer, asked) => ({
    what: 'another Content-Type',
    fix: lineOf(asked)('headers: { Content-Type: application/json }'),
  }),
  421: (_answer, asked) => ({ what: 'the right Host and TLS name', fix: nameFix(asked) }),
  426: (_answer, asked) => ({
    what: 'another protocol',
    fix: lineOf(asked)(`protocol: ${/^https:/i.test(asked.url) ? 'h2' : 'h2c'}`),
  }),
  428: wantsMore,
  429: () => ({
    what: 'fewer requests',
    fix: 'let the asking address past the limit where it is set: a check asks twice',
  }),
  431: wantsMore,
  451: wantsMore,
}

function wantsMore(_answer: HttpAnswer, asked: Asked): Told {
  return { what: 'another request', fix: `services.yml: add the headers that it asks for to ${asked.key}` }
}

function wantsCredentials(_answer: HttpAnswer, asked: Asked): Told {
  const has = asked.request?.headers?.some(({ name }) => /^(?:proxy-)?authorization$|^cookie$|key|token/i.test(name))
  if (has === true) {
    return {
      what: 'other credentials',
      fix: `services.yml: the headers of ${asked.key} are refused; renew their values`,
    }
  }
  return { what: 'credentials', fix: lineOf(asked)('headers: { Authorization: "Bearer ${TOKEN}" }') }
}

function wantsPath(_answer: HttpAnswer, asked: Asked): Told {
  const path = URL.canParse(asked.url) ? new URL(asked.url).pathname : asked.url
  const name = hasHost(asked) ? '' : `; a server that goes by names wants ${nameFix(asked)}`
  return {
    what: 'another path',
    fix: `services.yml: write a path that is there into ${asked.key} instead of ${path}${name}`,
  }
}

function wantsMethod(answer: HttpAnswer, asked: Asked): Told {
  const allowed = (headerOf(answer, 'allow') ?? '').toUpperCase().split(/\s*,\s*/)
  const used = asked.request?.method ?? 'GET'
  const method = ['GET', 'HEAD', 'POST', 'OPTIONS'].find((each) => each !== used && allowed.includes(each))
  return { what: 'another method', fix: lineOf(asked)(`method: ${method ?? (used === 'GET' ? 'POST' : 'GET')}`) }
}

/** What servers say to plain HTTP on a TLS port, and without a client's certificate: nginx, Go, Apache, Tomcat. */
const wantsTls =
  /plain http request was sent to https port|client sent an http request to an https server|speaking plain http to an ssl|requires tls/i
const wantsClientCertificate = /no required ssl certificate was sent|ssl certificate error/i

function wantOf400(answer: HttpAnswer, asked: Asked): Told | undefined {
  if (answer.status !== 400) return undefined
  if (wantsTls.test(answer.body)) {
    return { what: 'https', fix: `services.yml: ${asked.key}: ${asked.url.replace(/^http:/i, 'https:')}` }
  }
  if (wantsClientCertificate.test(answer.body)) {
    const fix = lineOf(asked)('cert: /etc/ssl/probe.pem, key: /etc/ssl/probe.key')
    return { what: 'a client certificate', fix }
  }
  if (hasHost(asked)) return wantsMore(answer, asked)
  return { what: 'another request, mostly a Host that it knows', fix: nameFix(asked) }
}

function hasHost({ request }: Asked): boolean {
  return request?.headers?.some(({ name }) => /^host$/i.test(name)) === true
}

/** The name that users ask for, where there is one. */
function nameFix(asked: Asked): string {
  const { publicUrl = '' } = asked
  const known = URL.canParse(publicUrl) && publicUrl !== asked.url ? new URL(publicUrl).host : ''
  const name = known === '' ? 'the name that users ask for' : known
  return lineOf(asked)(`headers: { Host: ${name.includes(' ') ? JSON.stringify(name) : name} }`)
}

function headerOf({ headers }: HttpAnswer, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.startsWith('[') || host === 'localhost'
}
