import { isoOfSeconds, parseFigure } from './figures.ts'

/** The host's clock: seconds since the epoch and the offset of its zone as `+0200`. */
export interface HostClock {
  readonly seconds: number
  readonly zone: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * When a log line was written, in seconds since the epoch; undefined when it does not say. Knows nginx's error log, Apache's
 * error log, access logs, syslog (RFC 3164 without a year, RFC 3339) and `journalctl -o short-unix`.
 */
export function logTime(line: string, clock: HostClock): number | undefined {
  const unix = /^(\d{9,11}\.\d{1,6}) /.exec(line)
  if (unix) return parseFigure(unix[1])
  const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) /.exec(line)
  if (iso) return secondsOf(iso[1] ?? '')
  const nginx = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) /.exec(line)
  if (nginx) return secondsOf(`${nginx[1]}-${nginx[2]}-${nginx[3]}T${nginx[4]}${clock.zone}`)
  const access = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/.exec(line)
  if (access) return secondsOf(`${access[3]}-${monthOf(access[2])}-${access[1]}T${access[4]}${access[5]}`)
  const apache = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4})\]/.exec(line)
  if (apache) return secondsOf(`${apache[4]}-${monthOf(apache[1])}-${apache[2]}T${apache[3]}${clock.zone}`)
  const syslog = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) /.exec(line)
  return syslog
    ? withoutYear(`${monthOf(syslog[1])}-${(syslog[2] ?? '').padStart(2, '0')}T${syslog[3]}`, clock)
    : undefined
}

function monthOf(name: string | undefined): string {
  return String(months.indexOf(name ?? '') + 1).padStart(2, '0')
}

function secondsOf(text: string): number | undefined {
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(ms) ? undefined : ms / 1000
}

/** The year that puts it nearest before now; a day of tolerance for clocks that differ. */
function withoutYear(text: string, clock: HostClock): number | undefined {
  const year = Number(isoOfSeconds(clock.seconds)?.slice(0, 4))
  const now = clock.seconds + 86_400
  return [year + 1, year, year - 1]
    .map((year) => secondsOf(`${year}-${text}${clock.zone}`))
    .find((seconds) => seconds !== undefined && seconds <= now)
}
