import type { HttpResponse } from './http-response.ts'
import { identifyBody, identifyResponder, type Responder } from './identify-responder.ts'
import { parseResponse } from './parse-response.ts'
import { type ExplainedLines, explainLines } from './paste/explain-lines.ts'
import { readPaste } from './paste/read-paste.ts'
import type { Certainty } from './responder-rule.ts'

/** What `503 explain --format json` prints of a response; `status` is null for a body alone. */
export interface Explanation {
  readonly status: number | null
  readonly emitter: { readonly program: string; readonly certainty: Certainty }
  readonly meaning: string
  readonly next: readonly string[]
}

/** Explains one response: who produced it, what that program means by it, what to look at next. */
export function explainResponse(response: HttpResponse): Explanation {
  return explanationOf(response.status, identifyResponder(response))
}

/** Explains the body of a response whose head is not known. */
export function explainBody(body: string): Explanation {
  return explanationOf(null, identifyBody(body))
}

function explanationOf(status: number | null, responder: Responder): Explanation {
  const { program, certainty, meaning, next, relayedBy } = responder
  const passed = relayedBy.length > 0 && certainty !== 'unknown' ? ` Passed on by ${relayedBy.join(' and ')}.` : ''
  return { status, emitter: { program, certainty }, meaning: meaning + passed, next }
}

interface Unreadable {
  readonly kind: 'unreadable'
  readonly why: string
}

/**
 * Explains a raw response as `curl -si` prints it. Of several with the status of the last one, as two requests on one
 * connection leave them, the one whose responder is surest is explained, else the last.
 */
export function explainRaw(raw: string | Uint8Array): Explanation | Unreadable {
  const parsed = parseResponse(raw)
  return parsed.kind === 'unreadable' ? parsed : explainSurest(parsed.all)
}

/** Explains what somebody pasted: a response, a transcript of `curl -v`, a body alone, or lines of a log. */
export function explainPaste(raw: string | Uint8Array): Explanation | ExplainedLines | Unreadable {
  const paste = readPaste(raw)
  switch (paste.kind) {
    case 'responses':
      return explainSurest(paste.all)
    case 'body':
      return explainBody(paste.body)
    case 'lines':
      return explainLines(paste.lines)
    default:
      return paste
  }
}

function explainSurest(all: readonly HttpResponse[]): Explanation | Unreadable {
  const last = all.at(-1)
  if (last === undefined) return { kind: 'unreadable', why: 'there is no whole head of a response in it' }
  const alike = all.filter(({ status }) => status === last.status).map(explainResponse)
  const sure = (['certain', 'likely', 'unknown'] as const).flatMap((wanted) =>
    alike.filter(({ emitter }) => emitter.certainty === wanted).slice(-1),
  )
  return sure[0] ?? explainResponse(last)
}
