import { recentMs } from './age.ts'

/** Time zones reach from −12 to +14 h; a log without a zone may be off by that much, and no more. */
const zoneMs = 14 * 3_600_000

/**
 * The lines of a log that speak of now. nginx and syslog write local time without a zone, so that such lines are
 * compared with the newest of their own kind, which itself must be of about today. A line without a time is kept.
 */
export function currentLines(lines: readonly string[], nowMs: number): readonly string[] {
  const timed = lines.map((line) => ({ line, time: timeOf(line, nowMs) }))
  const local = timed.flatMap(({ time }) => (time?.hasZone === false ? [time.ms] : []))
  const newest = Math.max(...local)
  return timed.flatMap(({ line, time }) => {
    if (time === undefined) return [line]
    if (time.hasZone) return Math.abs(nowMs - time.ms) <= recentMs ? [line] : []
    const isOfToday = Math.abs(nowMs - newest) <= zoneMs + recentMs
    return isOfToday && newest - time.ms <= recentMs ? [line] : []
  })
}

interface LineTime {
  readonly ms: number
  readonly hasZone: boolean
}

const isoPattern = /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(Z|[+-]\d\d:?\d\d)?/
const nginxPattern = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/
const syslogPattern = /^(?:<\d+>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function timeOf(line: string, nowMs: number): LineTime | undefined {
  const iso = isoPattern.exec(line)
  if (iso) return known(`${iso[1]?.replace(' ', 'T').replace(',', '.')}${iso[2] ?? 'Z'}`, iso[2] !== undefined)
  const nginx = nginxPattern.exec(line)
  if (nginx) return known(`${nginx[1]}-${nginx[2]}-${nginx[3]}T${nginx[4]}Z`, false)
  const syslog = syslogPattern.exec(line)
  if (!syslog || !Number.isFinite(nowMs)) return undefined
  const month = String(months.indexOf(syslog[1] ?? '') + 1).padStart(2, '0')
  const ofYear = (year: number) => known(`${year}-${month}-${syslog[2]?.padStart(2, '0')}T${syslog[3]}Z`, false)
  const year = new Date(nowMs).getUTCFullYear()
  const time = ofYear(year)
  // syslog tells no year: what would lie ahead was written in the last one.
  return time !== undefined && time.ms > nowMs + zoneMs ? ofYear(year - 1) : time
}

function known(text: string, hasZone: boolean): LineTime | undefined {
  const ms = Date.parse(text)
  return Number.isFinite(ms) ? { ms, hasZone } : undefined
}
