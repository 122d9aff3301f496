import type { HttpResponse } from '../http-response.ts'
import { isKnownText } from '../identify-responder.ts'
import { parseResponse } from '../parse-response.ts'
import { isCurlTranscript, readCurlTranscript } from './read-curl-transcript.ts'

/** What somebody pasted: responses, the body of one alone, or lines of a log. */
export type Paste =
  | { readonly kind: 'responses'; readonly all: readonly HttpResponse[] }
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'unreadable'; readonly why: string }

/** A response starts with a status line or has curl's marks; a body looks like HTML or JSON that is no line of a log. */
export function readPaste(raw: string | Uint8Array): Paste {
  const text = typeof raw === 'string' ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8')
  const start = text
    .slice(0, 1024)
    .replace(/^\ufeff/, '')
    .trimStart()
  if (start === '' && text.trim() === '')
    return {
      kind: 'unreadable',
      why: 'the input is empty: expected a response as "curl -si <url>" prints it, or log lines',
    }
  if (/^HTTP\/\d/.test(start)) return readResponses(raw)
  if (isCurlTranscript(text)) return { kind: 'responses', all: readCurlTranscript(text) }
  if (isHtml(start) || isJsonBody(text) || isPlainBody(text)) return { kind: 'body', body: text }
  return { kind: 'lines', lines: text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '') }
}

function readResponses(raw: string | Uint8Array): Paste {
  const parsed = parseResponse(raw)
  return parsed.kind === 'parsed' ? { kind: 'responses', all: parsed.all } : parsed
}

const tags =
  'html|head|body|title|meta|center|h[1-6]|div|p|pre|section|main|table|b|i|br|hr|span|style|script|link|svg|error|response'

/** Reason phrases that servers send as the whole body. */
const phrases =
  /^(?:bad gateway|gateway time-?out|service (?:temporarily )?unavailable|internal server error|404 page not found|too many requests)\.?$/i
const longestPlainBody = 400

/** One line that is a reason phrase, or a text that only one program sends. */
function isPlainBody(text: string): boolean {
  const line = text.trim()
  return line.length <= longestPlainBody && !line.includes('\n') && (phrases.test(line) || isKnownText(line))
}

function isHtml(start: string): boolean {
  return new RegExp(`^<(?:!doctype|!--|\\?xml|(?:${tags})[\\s/>])`, 'i').test(start)
}

/** Members that loggers write and error documents do not. */
const logMembers =
  /^(?:level|severity|error_severity|levelname|lvl|loglevel|log\.level|@timestamp|@t|__realtime_timestamp|syslog_identifier|pid|hostname|ident|logger|logger_name|asctime|remote_addr|remote_ip|request_method|http_user_agent|response_flags|upstream_cluster|upstream_host|downstream_remote_address|container_id|container_name|health_checker_type|term_?state|termination_state|upstream_addr|upstream_status|request_time|body_bytes_sent|bytes_sent|user_agent)$/i
/** A time and a text of its own; error documents have a status beside them. */
const timeMember = /^(?:t|ts|time|date|datetime|timestamp|start_time|@timestamp)$/i
const textMember = /^(?:msg|message|log|short_message|event)$/i
const documentMember = /^(?:status|statuscode|code|error|errors|path|type|title|detail)$/i
const maxJsonChars = 1024 * 1024

function isJsonBody(text: string): boolean {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed) || trimmed.length > maxJsonChars) return false
  try {
    const value: unknown = JSON.parse(trimmed)
    return typeof value === 'object' && value !== null && !isLogRecord(value)
  } catch {
    return false
  }
}

function isLogRecord(value: object): boolean {
  const names = Object.keys(value)
  const has = (member: RegExp): boolean => names.some((name) => member.test(name))
  if (('log' in value && 'stream' in value) || has(logMembers)) return true
  return has(timeMember) && has(textMember) && !has(documentMember)
}
