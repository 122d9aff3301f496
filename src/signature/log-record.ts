import { readEnvoyRecord } from './envoy-line.ts'
import { readHaproxyRecord } from './haproxy-line.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a JSON record says. */
interface RecordParts {
  /** Set for a record of a request and its outcome: what its status and termination say. */
  readonly access?: string
  /** The text of the program, which may be a whole line of another program. */
  readonly message: string
  /** Further fields as `key: value`, without those that a visitor writes. */
  readonly others: readonly string[]
}

/** A prefix of syslog, Docker Compose or a service stands before the brace. */
const longestPrefix = 200
/** A record has few fields that say something; a hostile one may have thousands. */
const mostFields = 60
const messageKeys = ['log', 'MESSAGE', 'message', 'msg', 'short_message', 'event', 'text'] as const
/** Keys whose value a visitor writes: the request, its address, its headers. */
const visitorKey =
  /^(?:https?_.*|arg_.*|cookies?(?:_.*)?|req(?:uest)?(?:_?(?:line|uri|url|path|body|headers?|host|query|args))?|httprequest|headers?|user[-_.]?agent|ua|agent|refer+er|uri|url|path|query(?:_?string)?|args|params?|parameters|body|payload|host|authority|x[-_].*|captures?|input|q|comment|search(?:_?term)?|keywords?|subject|title|feedback|review|question|notes?|clientusername|requestpath|requesthost|origin)$/i
/** What was before, and is over. */
const bygoneKey = /(?:^|\.)(?:previous|prior|former|earlier)[-_]?(?:error|exception|failure|reason|message)s?$/i
/** Monolog names the level before its text; what it adds to news is talked of. */
const routineLevel = /\.(?:DEBUG|INFO|NOTICE): /
const requestKey =
  /^(?:req(?:uest)?(?:_?(?:line|uri|url|path|method))?|method|httprequest|uri|http_user_agent|user_agent)$/i
const statusKey = /^(?:status|status_?code|response_code|http_status|downstreamstatus|sc-status|res|response)$/i
const errorKey = /^(?:err|error|errors|err_id|err_trace|exception|stack|stack_?trace|exc_info)$/i

/** A record and what stands before it in its line. */
interface RecordInLine {
  readonly prefix: string
  readonly fields: Fields
}

/** The record that a line is, or ends with; undefined when it is none. A record that was cut is read as far as it goes. */
export function asRecord(line: string): RecordInLine | undefined {
  const start = line.search(/\{\s?"/)
  if (start < 0 || start > longestPrefix) return undefined
  const text = line.slice(start).trimEnd()
  const fields = text.endsWith('}') ? parse(text) : cutRecord(text)
  return fields && { prefix: line.slice(0, start), fields }
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) && Object.keys(value).length > 0 ? value : undefined
  } catch {
    return undefined
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{"log":"2026/09/21 … request: \"GET` → its text as far as it goes, up to the first key that a visitor writes. */
function cutRecord(text: string): Fields | undefined {
  const keys = [...text.matchAll(/[{,]\s?"([\w.@-]{1,60})"\s?:/g)]
  if (keys[0]?.index !== 0) return undefined
  const end = keys.find(([, key = '']) => visitorKey.test(key))?.index
  const own = text.slice(0, end)
  const at = keys.find(([, key = '']) => messageKeys.some((wanted) => wanted === key))
  const from = at !== undefined && at.index < own.length ? at.index + at[0].length : 0
  const message = own
    .slice(from)
    .replace(/^\s?"/, '')
    .replaceAll(/\\(["\\/])/g, '$1')
  // Which logger it was stands before the message.
  return { message, before: own.slice(0, from) }
}

/** `prefix` is what stands before the record: an error that is told there is no request and its outcome. */
export function recordParts(record: Fields, prefix = ''): RecordParts {
  const access = /\b(?:error|fatal|panic)\b/i.test(prefix) ? undefined : accessOf(record)
  if (access !== undefined) return { access, message: '', others: [] }
  const key = messageKeys.find((each) => typeof record[each] === 'string')
  const message = key === undefined ? '' : String(record[key]).trimEnd()
  // Docker and the journal put their own fields around the line; they say nothing.
  const isEnvelope = key === 'log' || key === 'MESSAGE'
  const isRoutine = routineLevel.test(prefix)
  const others = isEnvelope
    ? []
    : fieldsOf(record, '').filter(
        ([name]) => name !== key && !bygoneKey.test(name) && (!isRoutine || errorKey.test(name)),
      )
  return { message, others: others.map(([name, value]) => `${name}: ${value}`) }
}

/** A request with a status and without an error. */
function accessOf(record: Fields): string | undefined {
  const own = fieldsOf(record, '')
  const session = readEnvoyRecord(own) ?? readHaproxyRecord(own)
  if (session !== undefined) return session
  const keys = Object.keys(record)
  const isRequest = keys.some((key) => requestKey.test(key)) && keys.some((key) => statusKey.test(key))
  if (!isRequest || keys.some((key) => errorKey.test(key)) || /^(?:error|fatal)$/i.test(String(record['level']))) {
    return undefined
  }
  return ` ${own.find(([name, value]) => /status|code/i.test(name) && /^\d{3}$/.test(value))?.[1] ?? ''} `
}

/** Strings and numbers of a record and of the records in it, by `outer.inner`. */
function fieldsOf(record: Fields, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(record)
    .slice(0, mostFields)
    .filter(([key]) => !visitorKey.test(key))
    .flatMap(([key, value]): readonly (readonly [string, string])[] => {
      const name = `${prefix}${key}`
      if (typeof value === 'string' || typeof value === 'number') return [[name, String(value)]]
      return isFields(value) && prefix.length < longestPrefix ? fieldsOf(value, `${name}.`) : []
    })
    .slice(0, mostFields)
}
