import { cleanText } from '../lib/clean-text.ts'
import type { HttpResponse } from './http-response.ts'

/** What a raw response says: the last response in it and all of them in order, or why it cannot be read. */
export type ParsedResponse =
  | { readonly kind: 'parsed'; readonly response: HttpResponse; readonly all: readonly HttpResponse[] }
  | { readonly kind: 'unreadable'; readonly why: string }

/** A head is looked for in this many bytes: servers and curl refuse larger ones (curl: 300 KiB). */
const maxHeadBytes = 300 * 1024
/** Responses read from one input; a connection in a bug report holds a handful. */
const maxResponses = 50
const statusLine = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: ([^\r\n]*))?\r?(?:\n|$)/

/**
 * Reads a response as `curl -si` prints it: HTTP/1.0 to HTTP/3, CRLF or LF, any body. With several (100 Continue, the
 * answer to CONNECT, redirects followed, two requests on one connection) `response` is the last. Interim responses
 * (1xx) are left out of `all` unless there is nothing else.
 */
export function parseResponse(raw: string | Uint8Array): ParsedResponse {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const found: HttpResponse[] = []
  let at = skipBlank(bytes)
  while (found.length < maxResponses) {
    const next = readOne(bytes, at)
    if (!next) break
    found.push(next.response)
    at = next.end
  }
  const final = found.filter(({ status }) => status < 100 || status > 199)
  const all = final.length > 0 ? final : found
  const response = all.at(-1)
  return response ? { kind: 'parsed', response, all } : { kind: 'unreadable', why: explainStart(bytes) }
}

function explainStart(bytes: Buffer): string {
  if (skipBlank(bytes) >= bytes.length) return 'the input is empty: expected a response as "curl -si <url>" prints it'
  const start = JSON.stringify(cleanText(bytes.toString('utf8', 0, 60)))
  return `the input starts with ${start}: expected a status line such as "HTTP/1.1 503 Service Unavailable" (curl -si prints it)`
}

function skipBlank(bytes: Buffer): number {
  const [blank] = /^(?:\u00ef\u00bb\u00bf)?\s*/.exec(bytes.toString('latin1', 0, 1024)) ?? ['']
  return blank.length
}

function readOne(bytes: Buffer, at: number): { readonly response: HttpResponse; readonly end: number } | undefined {
  const head = bytes.toString('latin1', at, at + maxHeadBytes)
  const [line, version, status, phrase] = statusLine.exec(head) ?? []
  if (line === undefined || version === undefined || status === undefined) return undefined
  const rest = head.slice(line.length)
  const blank = /^\r?\n|\r?\n\r?\n/.exec(rest)
  const headers = parseHeaders(blank ? rest.slice(0, blank.index) : rest)
  const bodyAt = at + line.length + (blank ? blank.index + blank[0].length : rest.length)
  const end = bodyEnd(bytes, bodyAt, headers)
  const body = bytes.toString('utf8', bodyAt, end)
  return {
    response: { status: Number(status), statusText: (phrase ?? '').trim(), httpVersion: version, headers, body },
    end,
  }
}

/** Where the body ends: before a status line that follows the head or the announced length; otherwise it is all the rest. */
function bodyEnd(bytes: Buffer, at: number, headers: HttpResponse['headers']): number {
  if (startsResponse(bytes, at)) return at
  const [, length] = headers.find(([name]) => name.toLowerCase() === 'content-length') ?? []
  const announced = at + Number(length)
  if (Number.isSafeInteger(announced) && announced >= at && startsResponse(bytes, announced)) return announced
  return bytes.length
}

function startsResponse(bytes: Buffer, at: number): boolean {
  return /^HTTP\/\d(?:\.\d)? \d{3}[ \r\n]/.test(bytes.toString('latin1', at, at + 16))
}

/** Folded lines (a line that starts with white space) continue the value before; lines without a colon are left out. */
function parseHeaders(text: string): HttpResponse['headers'] {
  const headers: [string, string][] = []
  for (const line of text.split(/\r?\n/)) {
    const last = headers.at(-1)
    if (/^[ \t]/.test(line)) {
      if (last) last[1] = `${last[1]} ${line.trim()}`.trim()
      continue
    }
    const colon = line.indexOf(':')
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
  return headers
}
