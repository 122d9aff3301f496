/** What HAProxy tells of one session, in whatever format. */
interface Session {
  readonly backend: string
  readonly server: string
  /** `Tq/Tw/Tc/Tr/Tt`, or `Tw/Tc/Tt` of TCP. */
  readonly timers: string
  /** `-` of a TCP session. */
  readonly status: string
  readonly bytes: string
  /** Two or four characters, as `SC--`. */
  readonly state: string
}

/** One spelling for all formats; captured cookies and the request are the visitor's words and stay out. */
function render({ backend, server, timers, status, bytes, state }: Session): string {
  return ` ${backend}/${server} ${timers} ${status} ${bytes} - - ${state.padEnd(4, '-')} `
}

/** `10.0.1.55:4 [21/Sep/2026:14:10:01.042] frontend backend/server `, at most behind a prefix of syslog or Docker. */
const start =
  '^(?:[^"/]{0,160}(?:haproxy[^\\s"/]{0,40}: |\\| |std(?:out|err) [FP] |haproxy[^\\s"/]{0,40} \\S{1,20} \\S{1,40} - ))?[^\\s"/]{1,100}:\\d{1,5} \\[(?:\\d\\d/[A-Z][a-z]{2}/\\d{4}:|\\d{4}-\\d\\d-\\d\\dT)\\d\\d:\\d\\d:\\d\\d\\.\\d{1,6}[^\\]\\s]{0,6}\\] [^\\s"]{1,200} ([^\\s/"]{1,200})/([^\\s"]{1,200}) '
const timer = '[+-]?\\d{1,12}'
const http = new RegExp(
  `${start}((?:${timer}/){4}${timer}) (-?\\d{1,3}) (\\+?\\d{1,20}) [^\\s"]{1,300} [^\\s"]{1,300} ([-A-Za-z]{4})(?= |$)`,
)
const tcp = new RegExp(`${start}((?:${timer}/){2}${timer}) (\\+?\\d{1,20}) ([-A-Za-z]{2})(?= |$)`)
const clf = new RegExp(
  `" (\\d{3}) (\\d{1,20}|-) "" "" \\d{1,5} \\d{1,3} "?[^\\s"]{1,200}"? "?([^\\s"]{1,200})"? "?([^\\s"]{1,200})"? ${Array.from({ length: 5 }, () => `(${timer})`).join(' ')} "?([-A-Za-z]{4})"?(?= |$)`,
)

/** A line of `option httplog`, `tcplog`, `httplog clf` or `httpslog` in one spelling; undefined for any other line. */
export function readHaproxyLine(line: string): string | undefined {
  return readHttp(line) ?? readTcp(line) ?? (line.includes(' "" "" ') ? readClf(line) : undefined)
}

function readHttp(text: string): string | undefined {
  const [, backend, server, timers, status, bytes, state] = http.exec(text) ?? []
  if (!backend || !server || !timers || !status || !bytes || !state) return undefined
  return render({ backend, server, timers, status, bytes, state })
}

function readTcp(text: string): string | undefined {
  const [, backend, server, timers, bytes, state] = tcp.exec(text) ?? []
  if (!backend || !server || !timers || !bytes || !state) return undefined
  return render({ backend, server, timers, status: '-', bytes, state })
}

function readClf(text: string): string | undefined {
  const [, status, bytes, backend, server, ...rest] = clf.exec(text) ?? []
  const state = rest.pop()
  if (!status || !bytes || !backend || !server || !state) return undefined
  return render({ backend, server, timers: rest.join('/'), status, bytes, state })
}

/** The same of a record in JSON, whose keys the log-format chose: told by the form of a termination state. */
export function readHaproxyRecord(fields: readonly (readonly [key: string, value: string])[]): string | undefined {
  const valueOf = (key: RegExp, value: RegExp): string | undefined =>
    fields.find(([name, text]) => key.test(name) && value.test(text))?.[1]
  const state = valueOf(/term|state|^tsc?$|flags/i, /^(?:[-A-Za-z]{2}){1,2}$/)
  if (state === undefined || !isState(state)) return undefined
  const status = valueOf(/status|^st$|code/i, /^\d{3}$/) ?? '-'
  return render({
    backend: valueOf(/back|^be$|^b$/i, /^\S+$/) ?? '-',
    server: valueOf(/serv|^srv$|^s$/i, /^\S+$/) ?? 'server',
    timers: status === '-' ? '0/-1/0' : timersOf(state),
    status,
    bytes: '0',
    state,
  })
}

const isState = (state: string): boolean => /^[-CSPLRDUKIcs][-RQCHDLTI]/.test(state)

/** Which phases were passed follows from the one in which it ended. */
function timersOf(state: string): string {
  const isBefore = /^.[RQ]/.test(state)
  const isConnecting = /^.C/.test(state)
  if (isBefore) return '0/-1/-1/-1/0'
  return isConnecting ? '0/0/-1/-1/0' : '0/0/0/0/0'
}
