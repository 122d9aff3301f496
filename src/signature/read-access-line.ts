import { readEnvoyLine } from './envoy-line.ts'
import { readHaproxyLine } from './haproxy-line.ts'

const methods = 'GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE'
/** `[21/Sep/2026:14:10:00 +0000]` of the common and combined formats; error logs write the time otherwise. */
const commonTime = /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d[^\]"]{0,12}\]/
/** `"GET / HTTP/1.1" 200`; a dash, or the peer, may stand between. */
const requestWithStatus = / HTTP\/\d(?:\.\d)?" (?:from \S{1,100} )?(?:- )?\d{3}\b/
const plainRequest = new RegExp(`(?:^|[\\s|m])(?:${methods}) (?:/|https?://)`)
const statusAndTime = /[ m]\d{3}\b[^\n"]{0,16} (?:\d{1,9}(?:\.\d{1,9})? ?m?s\b|- - )|[ m]\d{3} (?:\d{1,12}|-) - /
const failureWord = /error|exception|fatal|panic|fail/i

/** How frameworks write one request and its outcome. */
const forms: readonly RegExp[] = [
  /^\[GIN\] |\s\[GIN\] \d{4}\//,
  /\{\d{1,6} vars in \d{1,9} bytes\}/, // uWSGI
  new RegExp(`\\bStarted (?:${methods}) "`), // Rails
  /(?:^|\s)Parameters: \{/, // Rails
  new RegExp(`\\b\\d{3} (?:${methods}) [/h]`), // Tornado
  new RegExp(`\\[\\d{3}\\]: (?:\\(null\\) )?(?:${methods}) `), // PHP's own server
]

/**
 * What an access line says by its status and termination, and nothing that a visitor could have written into it; undefined
 * for a line that is no access line. Formats: HAProxy's, common, combined, with a virtual host, Envoy's, and those of
 * application servers (gunicorn, uvicorn, uWSGI, Puma, Rails, morgan, Gin, Tornado, `key=value`).
 */
export function readAccessLine(line: string): string | undefined {
  return readHaproxyLine(line) ?? readEnvoyLine(line) ?? (isAccessLine(line) ? statusOf(line) : undefined)
}

function isAccessLine(line: string): boolean {
  const beforeQuote = line.split('"', 1)[0] ?? ''
  // nginx and Apache name the request in their error logs as well; there it is no outcome.
  if (/ \d+#\d+: |\[client /.test(beforeQuote)) return false
  if (commonTime.test(beforeQuote) || requestWithStatus.test(line)) return true
  return isPlainRequest(line) || isKeyed(line) || forms.some((form) => form.test(line))
}

/** morgan's `tiny` and `dev`: `GET /path 200 12 - 3.2 ms`. */
function isPlainRequest(line: string): boolean {
  const at = plainRequest.exec(line)?.index
  return at !== undefined && statusAndTime.test(line.slice(at)) && !failureWord.test(line.slice(0, at))
}

/** lograge, Heroku's router and others: `method=GET path=/ status=200`. An error in it is told by a key of its own. */
function isKeyed(line: string): boolean {
  const isRequest = /\bmethod=/.test(line) && /\b(?:path|uri|url|request|fwd)=/.test(line)
  return isRequest && /\b(?:status|code)=\d{3}\b/.test(line) && !/\b(?:err|error|exception)=/.test(line)
}

/** ` 502 157 us=502 ua=app `: status and size, and the fields that a log_format puts behind the last quote. */
function statusOf(line: string): string {
  const status = /[^\\]" (?:- )?(\d{3}(?: \d{1,20})?)(?= |$)/.exec(line)?.[1] ?? ''
  const behind = line.includes('"') ? line.slice(line.lastIndexOf('"') + 1) : ''
  const fields = behind.match(/\b[a-z_]{1,20}=[\w.:,-]{0,200}/g) ?? []
  return ` ${[status, ...fields].join(' ')} `
}
