/** The clock that a log was written by: seconds since the epoch now and the offset of its zone as `+0200`, where that is known. */
export interface HostClock {
  readonly seconds: number
  readonly zone?: string
}

export interface LogTime {
  /** Since the epoch. */
  readonly seconds: number
  /** False when neither the line nor the clock tells the zone: then it is taken for UTC, and may be off by 14 hours. */
  readonly isZoned: boolean
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * When a log line was written; undefined when it does not say. Knows `journalctl -o short-unix`, ISO 8601, nginx's error
 * log, access logs, Apache's error log and syslog (RFC 3164 without a year, RFC 5424).
 */
export function logTime(line: string, clock: HostClock): LogTime | undefined {
  const unix = /^(\d{9,11}\.\d{1,6}) /.exec(line)
  if (unix) return { seconds: Number(unix[1]), isZoned: true }
  const iso = /^\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?/.exec(line)
  if (iso) return timeOf(`${iso[1]}T${iso[2]}.${iso[3] ?? 0}`, iso[4], clock)
  const nginx = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/.exec(line)
  if (nginx) return timeOf(`${nginx[1]}-${nginx[2]}-${nginx[3]}T${nginx[4]}`, undefined, clock)
  const access = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\]/.exec(line)
  if (access) return timeOf(`${access[3]}-${monthOf(access[2])}-${access[1]}T${access[4]}`, access[5], clock)
  const apache = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4})\]/.exec(line)
  if (apache) return timeOf(`${apache[4]}-${monthOf(apache[1])}-${apache[2]}T${apache[3]}`, undefined, clock)
  const syslog = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)/.exec(line)
  if (!syslog) return undefined
  return withoutYear(`${monthOf(syslog[1])}-${syslog[2]?.padStart(2, '0')}T${syslog[3]}`, clock)
}

function monthOf(name: string | undefined): string {
  return String(months.indexOf(name ?? '') + 1).padStart(2, '0')
}

function timeOf(local: string, zone: string | undefined, clock: HostClock): LogTime | undefined {
  const known = zone ?? clock.zone
  const ms = Date.parse(`${local}${(known ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(ms) ? undefined : { seconds: ms / 1000, isZoned: known !== undefined }
}

/** The year that puts it nearest before now; a day of tolerance for clocks that differ, and for zones that nobody tells. */
function withoutYear(text: string, clock: HostClock): LogTime | undefined {
  const year = new Date(clock.seconds * 1000).getUTCFullYear()
  return [year + 1, year, year - 1]
    .map((each) => timeOf(`${each}-${text}`, undefined, clock))
    .find((time) => time !== undefined && time.seconds <= clock.seconds + 86_400)
}
