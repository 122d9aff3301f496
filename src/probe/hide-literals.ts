/**
 * SQL without the values in it: strings, dollar-quoted strings and numbers become `?`, comments go, blanks fold.
 * A literal that the server cut off (`track_activity_query_size`) is hidden to the end. At most `limit` characters.
 * Quoting rules: PostgreSQL manual, 4.1.2.
 */
export function hideLiterals(sql: string, limit = 200): string {
  const hidden = sql
    .slice(0, 10_000)
    .replace(literals, (found) => (/^(?:--|\/\*)/.test(found) ? ' ' : found.startsWith('"') ? found : '?'))
    .replace(/\s+/g, ' ')
    .trim()
  return hidden.length > limit ? `${hidden.slice(0, limit - 1)}…` : hidden
}

/** In this order at each place: comments, dollar quotes, E strings with backslashes, strings, quoted names, numbers. */
const literals = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`\/\*[\s\S]*?(?:\*\/|$)`,
    String.raw`\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)`,
    String.raw`\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|\\?$)`,
    String.raw`(?:\b[bBxXnN]|\b[uU]&)?'(?:[^']|'')*(?:'|$)`,
    String.raw`"(?:[^"]|"")*(?:"|$)`,
    String.raw`(?<![\w$"])\d[\w.]*`,
  ].join('|'),
  'g',
)
