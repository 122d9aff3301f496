/** Errors of Apache httpd that quote the address of a request: AH number, or the wording before 2.4. */
export const quotesAddress =
  /AH(?:00035|00036|00037|00124|00126|00127|00128|00129|00130|00131|00132|01071|01215|01262|01264|01276|01616|01617|01618|01629|01630|01797|02811|10244)\b|File does not exist: |client denied by server configuration: |Invalid URI in request |script not found or unable to stat: |access to \S{1,4096} denied|ModSecurity: (?:Access denied with code \d{3}|Warning)\b/
/** `request: "…"`, `user_agent="…"`, `"referer":"…"`. */
const quotedField =
  /\b(user[-_ ]?agent|refer+er|(?:sub)?request|request[-_]?(?:uri|path|line)|uri|path|query|cookie)("?\s?[:=]\s?)"(?:[^"\\]|\\.){0,4096}(?:"|$)/gi
/** What was before, told by the key: `previous_error="…"`. */
const bygoneField =
  /\b((?:previous|prior|former|earlier)[-_]?(?:error|exception|failure|reason)s?)("?\s?[:=]\s?)"(?:[^"\\]|\\.){0,4096}(?:"|$)/gi
const quotedAddress = /\b(url|target|href)("?\s?[:=]\s?)"\/(?:[^"\\]|\\.){0,4096}(?:"|$)/gi
/** What a person wrote, told by the program that keeps it: `comment saved: "…"`; and what is only talked of: `see "…"`. */
const personField =
  /\b((?:(?:comment|review|feedback|subject|search(?:ed)?|posted|wrote)\b[^"\n]{0,40}|q|input|keywords?)[:=] ?|(?:see|like|such as|titled|mentions|contains|expects?|retr(?:y|ies) on) )"(?:[^"\\]|\\.){0,4096}(?:"|$)/gi
const bareField = /\b(user[-_ ]?agent|refer+er)(\s?[:=]\s?)(?!")\S[^\n]*/gi
const quotedRequest = /"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) (?:[^"\\]|\\.){0,4096}(?:"|$)/g
/** SQL that a database or a driver quotes: `STATEMENT:  SELECT …`, `(Connection: mysql, SQL: select …)`. */
const quotedSql =
  /(\bSTATEMENT: {1,2}|\b(?:execute \S{1,80}|statement): |\bQUERY: {1,2}|, SQL: |\(\d{1,6}(?:\.\d{1,3})?ms\) {1,4})[^\n]*/g
/** Frameworks that complain of one request by its address: Django, Rails. */
const complaint =
  /((?:Not Found|Bad Request|Gone|Unauthorized|Forbidden|Forbidden \([^)\n]{1,60}\)|Method Not Allowed(?: \([A-Z]{1,10}\))?|Internal Server Error|Service Unavailable): )\/[^\n]*|(Invalid HTTP_HOST header: |No route matches )[^\n]*/g

/** A message without what a visitor wrote into it: request line, path, host, User-Agent, Referer. */
export function ownWords(text: string): string {
  const level = /\[(?:emerg|alert|crit|error|warn|notice|info|debug)\] \d+#\d+: /.exec(text)
  if (level) return nginxWords(text, level.index + level[0].length)
  return (text.includes('[client ') ? apacheWords(text) : text)
    .replaceAll(quotedRequest, '"…"')
    .replaceAll(quotedField, '$1$2"…"')
    .replaceAll(bygoneField, '$1$2"…"')
    .replaceAll(quotedAddress, '$1$2"…"')
    .replaceAll(personField, '$1"…"')
    .replaceAll(bareField, '$1$2…')
    .replaceAll(quotedSql, '$1…')
    .replaceAll(complaint, '$1$2…')
}

/**
 * nginx ends a message about a request with `, client: …`, where all of the visitor's words follow, unescaped. Before it a
 * path may stand in quotes; a zone is the configuration's, and what a FastCGI server wrote is the application's.
 */
function nginxWords(text: string, start: number): string {
  const client = text.indexOf(', client: ', start)
  if (client < 0) return text
  const head = text.slice(0, client)
  const first = head.indexOf('"', start)
  const last = head.lastIndexOf('"')
  const isOwn = first < 0 || /by zone $|sent in stderr: $/.test(head.slice(Math.max(start, first - 20), first))
  return isOwn || last <= first ? head : `${head.slice(0, first)}"…"${head.slice(last + 1)}`
}

/** One AH number is Apache's; a second one was written by somebody else, as is all that follows an address. */
function apacheWords(text: string): string {
  const start = text.indexOf('[client ')
  const message = text.slice(start)
  const referer = message.indexOf(', referer: ')
  const own = referer < 0 ? message : message.slice(0, referer)
  const second = [...own.matchAll(/AH\d{5}/g)][1]?.index
  const address = quotesAddress.exec(own)
  const isOutput = /^AH(?:01071|01215)/.test(address?.[0] ?? '')
  const end = Math.min(second ?? own.length, address && !isOutput ? address.index + address[0].length : own.length)
  return text.slice(0, start) + own.slice(0, end)
}
