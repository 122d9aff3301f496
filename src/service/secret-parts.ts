/** Shorter values are words that stand for other things as well. */
export const shortestSecret = 6

/** Parameters of a URL whose values let somebody in. */
export const secretParameter = /pass|pwd|secret|token|key|auth|sig|cred|session/i

/** A URL as it may be shown: '/x?page=2&token=…' → '/x?page=2&token=***'. */
export function hideParameters(url: string): string {
  return url.replace(/([?&])([^=&#\s]*)=[^&#\s]*/g, (pair, before: string, name: string) =>
    secretParameter.test(name) ? `${before}${name}=***` : pair,
  )
}

/** What may not be shown of a secret header's value: all of it, what stands behind its scheme, cookies' values, what Basic hides. */
export function secretParts(value: string): readonly string[] {
  const [, scheme = '', token = ''] = /^(\S+)\s+(\S.*)$/.exec(value) ?? []
  const cookies = [...value.matchAll(/=([^;\s]+)/g)].map(([, part = '']) => part)
  return [value, token, ...cookies, ...(/^basic$/i.test(scheme) ? basicParts(token) : [])]
}

function basicParts(token: string): readonly string[] {
  try {
    const pair = atob(token)
    return [pair, pair.slice(pair.indexOf(':') + 1)]
  } catch {
    return []
  }
}
