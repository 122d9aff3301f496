import type { IncomingMessage } from 'node:http'
import { asJson, type Json } from './json.ts'

const mostBytes = 4_000_000

/** A request's body, at most 4 MB; throws `RangeError` beyond. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > mostBytes) throw new RangeError('The body is over 4 MB')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Fields that a form carries as JSON. */
const nested = new Set(['blocks', 'attachments', 'metadata', 'view', 'files'])

/** The fields of a Web API call, from a form (as the SDKs send it), from JSON, or from the query. */
export function readFields(body: string, contentType: string, query: URLSearchParams): Json {
  if (contentType.startsWith('application/json')) return asJson(parse(body))
  const fields: Record<string, unknown> = {}
  for (const [key, value] of [...query, ...new URLSearchParams(body)])
    fields[key] = nested.has(key) ? (parse(value) ?? value) : value
  return fields
}

/** JSON, or undefined where it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
