import { maskKeyBlocks } from './mask-key-blocks.ts'
import { type SecretRule, secretRules } from './secret-rules.ts'

export interface RedactOptions {
  /** The text ends where a limit cut it: a secret whose end is missing is masked to the end. */
  readonly isCut?: boolean
}

/**
 * Text with its secrets masked: passwords in URLs, `password=`, tokens, cookies, private keys. Applied once to what came from
 * outside, after `cleanText` and before anything is shortened, stored or shown; never to a sentence of ours. Linear.
 */
export function redact(text: string, { isCut = false }: RedactOptions = {}): string {
  const masked = secretRules.reduce(applyRule, maskKeyBlocks(text))
  return isCut ? masked.replace(cutUrl, '$1:***') : masked
}

function applyRule(text: string, { pattern, mask }: SecretRule): string {
  return typeof mask === 'string' ? text.replace(pattern, mask) : text.replace(pattern, mask)
}

/** The end of a text that may be the beginning of a password in a URL. */
const cutUrl = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s@/]{1,500}$/i
