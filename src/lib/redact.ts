const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,200}):[^\s@/]{1,500}@/gi, '$1:***@'],
  [/\b(authorization|proxy-authorization)(["']?\s*[:=]\s*["']?)(?:(bearer|basic|token)\s+)?[^\s"',;]+/gi, '$1$2***'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
  [
    /\b([\w.-]{0,40}(?:password|passwd|secret|token|api[_-]?key|access[_-]?key))(["']?\s*[=:]\s*)("[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s"',;&]{1,500})/gi,
    '$1$2***',
  ],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
  [/^((?:set-)?cookie\s*:).*$/gim, '$1 ***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,20000}?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '*** private key ***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{36,}|\bxox[abprs]-[\w-]{10,}|\bsk_live_\w{16,}/g, '***'],
]

/** Text with its secrets masked: passwords in URLs, `password=`, tokens, cookies, private keys. Applied before anything is stored or shown. */
export function redact(text: string): string {
  return rules.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text)
}
