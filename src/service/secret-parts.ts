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
