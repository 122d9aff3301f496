import { matchLogLines } from './match-log-lines.ts'
import { quotesAddress } from './own-words.ts'
import { readLogLine } from './read-log-line.ts'

/** Messages of a program that goes its way, or about a visitor who asked for what is not there or not allowed. */
const routineOf: Readonly<Record<string, readonly RegExp[]>> = {
  nginx: [
    /\[(?:warn|notice|info|debug)\] \d+#\d+: /,
    /(?:open|openat|stat|lstat|readlink|opendir)\(\) "…" failed \((?:2|13|20|21|36|40): /,
    /"…" is not found \(2: |(?:directory index of )?"…" is forbidden|access forbidden by rule/,
    /client (?:intended to send|sent |prematurely closed|timed out)|while SSL handshaking$/,
    /user "…"|no user\/password was provided/,
  ],
  apache: [/\[(?:[\w-]{1,40}:)?(?:notice|info|debug|trace\d)\]/, /AH(?:00558|00489|00490|00094|00163)\b/],
  haproxy: [
    /\[NOTICE\]/,
    /Proxy \S{1,200} (?:started|stopped)|Loading success|New worker|Started \S{1,200} with pid/,
    /Server \S{1,200} is UP|is UP\/READY|SSL handshake failure|Connection closed during SSL handshake/,
  ],
  varnish: [/^[-\s\d*<>]+\s(?!FetchError|VCL_Error|Error|Debug)[A-Z]\w{2,30}\s/],
}

/**
 * Whether a line of a program's log is no sign of trouble: a request that was served, news of a start or of a server that
 * came back, a visitor's own mistake. A line with a known meaning is none of these, and neither is one of no known form.
 */
export function isRoutine(program: string, line: string): boolean {
  const { form, text } = readLogLine(line)
  if (text.trim() === '') return true
  if (matchLogLines([line]).length > 0) return false
  if (form === 'access') return program !== 'haproxy' || !/ (?:5\d\d|-) \+?\d+ - - /.test(text)
  const isAboutAddress = program === 'apache' && quotesAddress.test(text)
  return isAboutAddress || routineOf[program]?.some((routine) => routine.test(text)) === true
}
