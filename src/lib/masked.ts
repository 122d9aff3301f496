import { cleanText } from './clean-text.ts'
import { redact } from './redact.ts'

/**
 * A sentence of ours with values from outside in it: masked`Cannot read ${path}: ${why}`. Each value is cleaned and its
 * secrets masked before it enters; the sentence itself is never masked, so that it may speak of passwords and tokens.
 */
export function masked(sentence: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const safe = values.map((value) => redact(cleanText(String(value))))
  return sentence.map((part, index) => `${part}${safe[index] ?? ''}`).join('')
}
