import type { HttpRequest } from '../service/service.ts'
import type { Failed, HttpAnswer } from './answer.ts'
import type { Answer, Ask } from './execute.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Parsed } from './unseen.ts'

/** A URL asked one or several times; several show a fault that only one of many servers has. */
export interface HttpValue {
  readonly url: string
  readonly tries: readonly (HttpAnswer | Failed)[]
}

/** GET unless `request` says otherwise, redirects not followed; `timeoutMs` (default 5 s) holds for each of `times` (default 1) tries. */
export function buildHttpAsk(of: {
  readonly url: string
  readonly times?: number
  readonly timeoutMs?: number
  readonly request?: HttpRequest | undefined
}): Ask {
  const { url, times = 1, timeoutMs = 5000, request } = of
  return { kind: 'http', url, times, timeoutMs, ...(request ? { request } : {}) }
}

/** Every try, in order. `subject` names the URL without its secrets. */
export function parseHttpAnswer(answer: Answer, { subject }: { readonly subject: string }): Parsed<HttpValue> {
  if (answer.kind === 'failed') return { kind: 'seen', value: { url: subject, tries: [answer] } }
  if (answer.kind !== 'http' || answer.tries.length === 0) return unexpectedAnswer(answer, 'HTTP')
  return { kind: 'seen', value: { url: subject, tries: answer.tries } }
}
