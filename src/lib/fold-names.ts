/** Names for one line: all of a few, the first of many. 'app1, app2', 'app1, app2, app3 and 394 more'. */
export function foldNames(names: readonly string[], limit = 5): string {
  if (names.length <= limit) return names.join(', ')
  const shown = Math.max(1, limit - 2)
  return `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`
}
