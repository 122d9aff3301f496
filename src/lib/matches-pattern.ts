/**
 * Whether `text` is what a pattern of ssh_config(5), known_hosts or a glob means: `*` any characters, `?` one; the rest as it
 * is. Linear in memory and never worse than pattern × text in time.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0
  let index = 0
  let star = -1
  let retry = 0
  while (at < text.length) {
    if (pattern[index] === '*') {
      star = index++
      retry = at
    } else if (index < pattern.length && (pattern[index] === '?' || pattern[index] === text[at])) {
      index++
      at++
    } else if (star >= 0) {
      index = star + 1
      at = ++retry
    } else return false
  }
  while (pattern[index] === '*') index++
  return index === pattern.length
}
