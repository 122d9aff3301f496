import type { Certainty } from './emitter-rule.ts'
import type { HttpResponse } from './http-response.ts'
import { identifyEmitter } from './identify-emitter.ts'
import { parseResponse } from './parse-response.ts'

/** What `503 explain --format json` prints. */
export interface Explanation {
  readonly status: number
  readonly emitter: { readonly program: string; readonly certainty: Certainty }
  readonly meaning: string
  readonly next: readonly string[]
}

/** Explains one response: who produced it, what that program means by it, what to look at next. */
export function explainResponse(response: HttpResponse): Explanation {
  const { program, certainty, meaning, next, relayedBy } = identifyEmitter(response)
  const passed = relayedBy.length > 0 && certainty !== 'unknown' ? ` Passed on by ${relayedBy.join(' and ')}.` : ''
  return { status: response.status, emitter: { program, certainty }, meaning: meaning + passed, next }
}

/**
 * Explains a raw response as `curl -si` prints it. Of several with the status of the last one, as two requests on one
 * connection leave them, the one whose emitter is surest is explained, else the last.
 */
export function explainRaw(
  raw: string | Uint8Array,
): Explanation | { readonly kind: 'unreadable'; readonly why: string } {
  const parsed = parseResponse(raw)
  if (parsed.kind === 'unreadable') return parsed
  const alike = parsed.all.filter(({ status }) => status === parsed.response.status).map(explainResponse)
  const sure = (['certain', 'likely', 'unknown'] as const).flatMap((wanted) =>
    alike.filter(({ emitter }) => emitter.certainty === wanted).slice(-1),
  )
  return sure[0] ?? explainResponse(parsed.response)
}
