import { withoutErrorLists } from './error-lists.ts'
import { isDebugRecord, isDebugText } from './is-debug-line.ts'
import { isTestRun } from './is-test-run.ts'
import { asRecord, recordParts } from './log-record.ts'
import { ownWords } from './own-words.ts'
import { readAccessLine } from './read-access-line.ts'

/** A log line as testimony: what the program itself says in it. */
export interface LogLine {
  /**
   * `access`: a request and what became of it, most of it written by the visitor. `message`: words of the program; `debug`:
   * those of its lowest levels, which most programs fill with what they try and are set to.
   */
  readonly form: 'access' | 'debug' | 'message'
  /**
   * Of a message its words, unwrapped from JSON and without what a visitor wrote (request, path, User-Agent, Referer) and
   * what is only listed (errors to retry on); nothing of the cases of a test run.
   * Of an access line only its status and termination; HAProxy's in the form of its HTTP log without captured cookies.
   */
  readonly text: string
}

/** Longer lines are read this far: real messages come early, and a hostile line costs no more than this. */
const scannedChars = 4096
/** Docker cuts a line after 16 KiB; a record that is longer than that is read as one that was cut. */
const recordChars = 16_384
/** JSON in JSON: Docker's record around a journal's record around an application's. */
const deepest = 3

/** Reads a line as every program writes it: plain, behind a prefix of syslog or Docker, or as a JSON record. */
export function readLogLine(line: string): LogLine {
  return readAt(line.slice(0, recordChars), 0)
}

function readAt(line: string, depth: number): LogLine {
  const record = depth < deepest ? asRecord(line) : undefined
  if (record === undefined) return readPlain(line.slice(0, scannedChars))
  const { access, message, others } = recordParts(record.fields, record.prefix)
  if (access !== undefined) return { form: 'access', text: access }
  const said = readAt(message, depth + 1)
  if (said.form === 'access') return said
  const texts = [said.text, ownWords(record.prefix), ...others].filter((text) => text !== '')
  const isDebug = said.form === 'debug' || isDebugRecord(record.fields) || isDebugText(record.prefix)
  return { form: isDebug ? 'debug' : 'message', text: texts.join('\n').slice(0, scannedChars) }
}

function readPlain(text: string): LogLine {
  const access = readAccessLine(text)
  if (access !== undefined) return { form: 'access', text: access }
  if (isTestRun(text)) return { form: 'message', text: '' }
  return { form: isDebugText(text) ? 'debug' : 'message', text: withoutErrorLists(ownWords(text)) }
}
