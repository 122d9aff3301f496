import { quote } from '../lib/quote.ts'
import { redact } from '../lib/redact.ts'
import { hideParameters } from '../service/secret-parts.ts'
import { describeCurl } from './describe-curl.ts'
import type { Ask } from './execute.ts'

/** The ask as a person would type it, for evidence; without passwords and tokens. */
export function describeAsk(ask: Ask): string {
  switch (ask.kind) {
    case 'http':
      return `${describeCurl(withoutPassword(ask.url), ask.request)}${ask.times > 1 ? ` (${ask.times} times)` : ''}`
    case 'tcp':
      return `nc -zv ${word(ask.host)} ${ask.port}`
    case 'postgres':
      return `psql ${word(withoutPassword(ask.url))} (${ask.queries.map(({ name, sql }) => summary(name, sql)).join(', ')})`
    case 'redis':
      return `redis-cli -u ${word(withoutPassword(ask.url))} (${ask.commands.map((command) => command.join(' ')).join(', ')})`
    case 'unix':
      return `echo ${word(ask.send.trim())} | socat - ${word(ask.path)}`
    default:
      return ask satisfies never
  }
}

/** Short SQL as it is, long SQL by the views it reads. */
function summary(name: string, sql: string): string {
  if (sql.length <= 40) return sql
  const views = new Set([...sql.matchAll(/\b(?:FROM|JOIN)\s+(pg_\w+)/g)].map((match) => match[1]))
  return views.size > 0 ? `${name}: ${[...views].join(' + ')}` : name
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return redact(hideParameters(url))
  const shown = new URL(url)
  shown.password = ''
  if (shown.searchParams.has('password')) shown.searchParams.delete('password')
  return redact(hideParameters(shown.href))
}

function word(text: string): string {
  return quote(text.replaceAll('\0', ''))
}
