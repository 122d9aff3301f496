import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { Execute } from '../probe/execute.ts'
import { bot } from '../probe/reading.ts'
import { type Explanation, explainRaw, explainResponse } from '../signature/explain-response.ts'

export type { Explanation } from '../signature/explain-response.ts'

const timeoutMs = 10_000

/** Explains a response as `curl -si` prints it. Throws `USAGE` when it is none. */
export function explainText(raw: string | Uint8Array): Explanation {
  const explained = explainRaw(raw)
  if (!('kind' in explained)) return explained
  throw new AppError('USAGE', masked`Cannot read the response: ${explained.why}`, {
    hint: 'Save one with: curl -si URL > response.http',
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
