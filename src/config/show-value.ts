import { cleanText } from '../lib/clean-text.ts'
import { redact } from '../lib/redact.ts'

/** A configured value as an error may quote it: short, without control characters, passwords of URLs masked. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'this'
  const masked = redact(cleanText(value).replace(/:\/\/[^]*@/, '://***@'))
  return JSON.stringify(masked.length > 80 ? `${masked.slice(0, 79)}…` : masked)
}
