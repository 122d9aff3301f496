import type { HttpResponse } from './http-response.ts'

/** A response prepared for comparing: bounded, folded, headers by name. */
export interface ResponseView {
  readonly status: number
  /** Reason phrase, folded. */
  readonly phrase: string
  /** Reason phrase as received. */
  readonly rawPhrase: string
  /** First and last 64 KiB of the body, folded (see `foldText`). */
  readonly body: string
  /** Members of the body when it is a JSON object of at most 64 KiB, as text. */
  readonly json: ReadonlyMap<string, string> | undefined
  /** Lower-case name → lower-case values, each of at most 1 KiB. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** Lower-case names in the order received. */
  readonly order: readonly string[]
  /** Names as received, to tell programs that send them in lower case. */
  readonly names: readonly string[]
}

/** Half of what is scanned: every known page is below 16 KiB; the tail catches a footer after a long page. */
const halfBytes = 64 * 1024
const maxHeaders = 200
const maxValue = 1024

/** Prepares a response; work is bounded whatever its size. */
export function viewResponse(response: HttpResponse): ResponseView {
  const headers = response.headers.slice(0, maxHeaders)
  const body = boundBody(response.body)
  return {
    status: response.status,
    phrase: foldText(response.statusText.slice(0, maxValue)),
    rawPhrase: response.statusText.slice(0, maxValue).trim(),
    body: foldText(body),
    json: readJson(body),
    headers: groupHeaders(headers),
    order: headers.map(([name]) => name.toLowerCase()),
    names: headers.map(([name]) => name),
  }
}

/** Lower case, white space folded to one space and removed beside `<` and `>`, so that a reformatted page still compares. */
function foldText(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?([<>]) ?/g, '$1')
    .trim()
}

/** The first value of a header, lower case; empty where absent. */
export function headerValue(view: ResponseView, name: string): string {
  return view.headers.get(name)?.[0] ?? ''
}

function boundBody(body: string): string {
  if (body.length <= 2 * halfBytes) return body
  return `${body.slice(0, halfBytes)}\n${body.slice(-halfBytes)}`
}

function groupHeaders(headers: HttpResponse['headers']): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const values = grouped.get(name.toLowerCase())
    const text = value.slice(0, maxValue).trim().toLowerCase()
    if (values) values.push(text)
    else grouped.set(name.toLowerCase(), [text])
  }
  return grouped
}

function readJson(body: string): ReadonlyMap<string, string> | undefined {
  if (body.length > halfBytes || !/^\s*\{/.test(body)) return undefined
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return undefined
    return new Map(
      Object.entries(value).map(([key, member]) => [key, typeof member === 'string' ? member : JSON.stringify(member)]),
    )
  } catch {
    return undefined
  }
}
