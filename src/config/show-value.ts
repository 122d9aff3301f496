import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'
import { hideParameters } from '../service/secret-parts.ts'

/** A configured value as an error may quote it: short, without control characters, passwords of URLs masked. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'this'
  const masked = redact(hideParameters(withoutCredentials(cleanText(value))))
  return JSON.stringify(masked.length > 80 ? `${masked.slice(0, 79)}…` : masked)
}

/** Whatever stands between `://` and the last `@` may be a password with any character in it. */
function withoutCredentials(text: string): string {
  const start = text.indexOf('://')
  const end = text.lastIndexOf('@')
  return start === -1 || end < start ? text : `${text.slice(0, start)}://***${text.slice(end)}`
}
