import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { Execute } from '../probe/execute.ts'
import { bot } from '../probe/reading.ts'
import { type Explanation, explainPaste, explainResponse } from '../signature/explain-response.ts'
import type { ExplainedLines } from '../signature/paste/explain-lines.ts'

export type { Explanation } from '../signature/explain-response.ts'
export type { ExplainedLine, ExplainedLines } from '../signature/paste/explain-lines.ts'

const timeoutMs = 10_000

/** Explains what was pasted: a response of curl, a body, or log lines. Throws `USAGE` when it is none of these. */
export function explainText(raw: string | Uint8Array): Explanation | ExplainedLines {
  const explained = explainPaste(raw)
  if (!('kind' in explained)) return explained
  throw new AppError('USAGE', masked`Cannot read what is to be explained: ${explained.why}`, {
    hint: 'Save a response with: curl -si URL > response.http',
  })
}

/** Asks a URL once, from here, and explains what answered; where nothing answered, says how that failed. */
export async function explainUrl(
  url: string,
  { execute, signal }: { readonly execute: Execute; readonly signal: AbortSignal },
): Promise<Explanation | { readonly kind: 'no-answer'; readonly detail: string }> {
  const { outcome } = await execute.ask(bot, { kind: 'http', url, times: 1, timeoutMs }, { signal })
  if (outcome.kind !== 'http') return { kind: 'no-answer', detail: 'detail' in outcome ? outcome.detail : outcome.kind }
  const [answer] = outcome.tries
  if (answer?.kind !== 'answered') return { kind: 'no-answer', detail: answer?.detail ?? 'nothing was asked' }
  return explainResponse(answer)
}
