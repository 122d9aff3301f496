import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'

const secretHeaders = /^(set-cookie|cookie|authorization|proxy-authorization|www-authenticate)$/i

/** A copy of a plain JSON value with its texts clean and their secrets masked: readings are stored and shown. */
export function redactValue<T>(value: T): T {
  return masked(value) as T
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return redact(cleanText(value))
  if (Array.isArray(value)) return maskedList(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each)]))
}

/** HTTP headers are pairs of name and value; some values are secrets whole. */
function maskedList(list: readonly unknown[]): readonly unknown[] {
  const [name] = list
  if (list.length === 2 && typeof name === 'string' && secretHeaders.test(name)) return [name, '***']
  return list.map(masked)
}
