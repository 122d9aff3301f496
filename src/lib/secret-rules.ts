/** One kind of secret: where it stands in a text and what is shown instead. A new kind is one entry. */
export interface SecretRule {
  /** Global and linear: what one attempt reads and rejects, no other attempt reads again. */
  readonly pattern: RegExp
  readonly mask: string | ((found: string, ...groups: string[]) => string)
}

/** Words that a secret follows: `DB_PASSWORD=`, `"api-key": "…"`, `\"token\":\"…\"`. */
const secretNames = 'password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key'
/** A value in quotes to its closing quote or, where that is cut off, to the end of the line; else one word. */
const value = String.raw`\\*"[^"\n]*"?|\\*'[^'\n]*'?|[^\s"',;&]+`

/** In this order. Private keys span lines and are masked before (`mask-key-blocks.ts`). */
export const secretRules: readonly SecretRule[] = [
  { pattern: /(:\/\/[^\s:/@]{0,200}):[^\s/]{1,4096}@/g, mask: '$1:***@' },
  {
    pattern: /(authorization\\*["']?\s*[:=]\s*\\*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',;]+/gi,
    mask: '$1***',
  },
  { pattern: /\b(bearer)\s+[\w.~+/=-]{8,}/gi, mask: '$1 ***' },
  // 'Basic authentication', 'Basic Information': words of a language, not the base64 of a name and a password.
  {
    pattern: /\b(basic)(\s+)([\w.~+/=-]{8,})/gi,
    mask: (found, scheme = '', _gap, word = '') => (/^[A-Za-z][a-z]+[.]?$/.test(word) ? found : `${scheme} ***`),
  },
  { pattern: new RegExp(String.raw`((?:${secretNames})\\*["']?\s*[=:]\s*)(?:${value})`, 'gi'), mask: '$1***' },
  { pattern: /\beyJ[\w.-]*/g, mask: maskJwt },
  { pattern: /^([<>]?[ \t]*["']?(?:set-)?cookie["']?[ \t]*:).*$/gim, mask: '$1 ***' },
  { pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mask: '***' },
  { pattern: /\b(?:gh[pousr]_\w{36,}|xox[abeprs][-.][\w.-]{10,}|xapp-[\w-]{10,}|sk_live_\w{16,})/g, mask: '***' },
]

/** RFC 7519: three parts joined by dots, the first of which begins like `{"` in base64. */
function maskJwt(run: string): string {
  const parts = run.split('.')
  const first = parts.findIndex((part, index) => {
    return /\beyJ[\w-]{8}/.test(part) && (parts[index + 1]?.length ?? 0) >= 8 && index + 2 < parts.length
  })
  return first === -1 ? run : [...parts.slice(0, first), '***'].join('.')
}
