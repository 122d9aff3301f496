/** The level of a line stands in its head: behind time, host, process, thread and logger, before the first sentence. */
const headChars = 160
/** Most lines have none of these, and are not looked at further. */
const anyDebug = /debug|trace|dbu?g|trce?\b|verbose|silly|vrb\b|\bfine|^D, \[/i
const mayBeLevel =
  /(?:^|[\s[|(<.])([A-Z]{3,8})(?=[\s\]|:)>])|(?:^|[\s|])([a-z]{4,8}): |\[([a-z]{3,8}\d?)\]|\b(?:level|lvl|severity)="?([A-Za-z]{3,8})\b|^([A-Z]), \[/g
const debugName = /^(?:debug|trace\d?|verbose|silly|dbug|dbg|trce|trc|vrb|fine|finer|finest|d)$/i
const otherName = /^(?:fatal|critical|crit|crt|severe|error|err|fail|ftl|warning|warn|wrn|notice|info|inf|[feiwa])$/i
/** An error that stands before the word is told already, and the word is no level. */
const trouble = /error|exception|fail|refused|timed? ?out|panic|fatal/i

/** Whether the head of a line says that it is for those who debug: what is tried, counted and set, not what went wrong. */
export function isDebugText(text: string): boolean {
  const head = text.slice(0, headChars)
  if (!anyDebug.test(head)) return false
  for (const { 0: found, index } of head.matchAll(mayBeLevel)) {
    const name = /[A-Za-z]{1,8}\d?(?=\W*$)/.exec(found.replace(/, \[$/, ''))?.[0] ?? ''
    if (debugName.test(name)) return !trouble.test(head.slice(0, index))
    if (otherName.test(name)) return false
  }
  return false
}

const levelKey = /^(?:level|lvl|severity|levelname|level_name|loglevel|log\.level|log_level|@l)$/i
/** pino's and bunyan's numbers: 10 is trace, 20 debug. */
const debugLevel = /^(?:debug|trace|verbose|silly|dbg|trc|10|20)$/i

/** The same of a record in JSON. */
export function isDebugRecord(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(fields).some(([key, value]) => {
    if (key === 'log' && isFields(value)) return isDebugRecord(value)
    return levelKey.test(key) && debugLevel.test(String(isFields(value) ? value['name'] : value))
  })
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
