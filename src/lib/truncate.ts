/** At most `limit` UTF-16 units, the last one an ellipsis when something was cut; never half a surrogate pair. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = text.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/, '')
  return `${cut}…`
}
