import { finish, type Slices } from '../lib/slices.ts'
import type { Answer, Ask } from './execute.ts'
import { numberOf, present } from './field.ts'
import type { AskProbe } from './probe.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Parsed, Unseen } from './unseen.ts'

/** HAProxy's own opinion of each server, from `show stat`. */
export interface BalancerServersValue {
  /** Rows without a name or a type, which are of no use and were left out; HAProxy 2.3.0 to 2.3.2 may print some. Absent where there were none. */
  readonly rowsLeftOut?: number
  readonly servers: readonly BalancerServer[]
  readonly backends: readonly {
    readonly name: string
    readonly status: string
    readonly activeServers: number
    readonly queue: number
    readonly sessions: number
    readonly http5xx: number
  }[]
  readonly frontends: readonly {
    readonly name: string
    readonly status: string
    readonly sessions: number
    readonly limit: number
    readonly deniedRequests: number
  }[]
}

export interface BalancerServer {
  readonly backend: string
  readonly name: string
  /** As HAProxy words it: `UP`, `DOWN`, `MAINT`, `MAINT (resolution)`, `DRAIN`, `no check`, `UP 1/3`, `DOWN 1/2` … */
  readonly status: string
  /** `L4OK`, `L4CON`, `L4TOUT`, `L7OK`, `L7STS`, `L7TOUT`, `L6RSP` …; empty when unchecked. */
  readonly checkStatus: string
  /** HTTP status of the last check, where it got one. */
  readonly checkCode?: number
  /** `last_chk` in words: 'Connection refused', 'Service Unavailable'. */
  readonly checkDetail: string
  readonly secondsSinceChange: number
  readonly address?: string
  readonly sessions: number
  /** Per-server `maxconn`, absent when unlimited. */
  readonly sessionLimit?: number
  readonly queue: number
  readonly connectErrors: number
  readonly responseErrors: number
  readonly weight: number
}

/** `show stat` on HAProxy's admin socket; `timeoutMs` defaults to 3 s. */
export function buildBalancerServersAsk(of: { readonly socket: string; readonly timeoutMs?: number }): Ask {
  return { kind: 'unix', path: of.socket, send: 'show stat\n', timeoutMs: of.timeoutMs ?? 3000 }
}

/** The CSV of HAProxy's management guide, 9.1, by its column names: versions add columns, and only admins see `addr`. */
export function parseBalancerServersAnswer(answer: Answer): Parsed<BalancerServersValue> {
  return finish(sliceBalancerServersAnswer(answer))
}

/** The same, in slices: a balancer may have thousands of servers. */
export function* sliceBalancerServersAnswer(answer: Answer): Slices<Parsed<BalancerServersValue>> {
  if (answer.kind === 'failed') return unreachable(answer)
  if (answer.kind !== 'unix') return unexpectedAnswer(answer, 'an admin socket')
  const read = yield* sliceStatCsv(answer.text)
  if (read === 'too-many') return tooMany()
  if (!read || read.rows.length === 0) return notStatistics(answer.text)
  const { rows, rowsLeftOut } = read
  const value = { servers: [], backends: [], frontends: [] } as Mutable<BalancerServersValue>
  for (const [at, row] of rows.entries()) {
    if (at % linesAtOnce === linesAtOnce - 1) yield
    const type = row.get('type')
    if (type === '2') value.servers.push(serverOf(row))
    else if (type === '1') value.backends.push(backendOf(row))
    else if (type === '0') value.frontends.push(frontendOf(row))
  }
  return { kind: 'seen', value: { ...(rowsLeftOut > 0 ? { rowsLeftOut } : {}), ...value } }
}

type Lists = 'servers' | 'backends' | 'frontends'
type Mutable<V extends Pick<BalancerServersValue, Lists>> = { [K in Lists]: V[K][number][] }

type Row = ReadonlyMap<string, string>

const neededColumns = ['pxname', 'svname', 'status', 'type', 'scur']
const readColumns = new Set([
  ...neededColumns,
  ...'check_status check_code last_chk check_desc lastchg addr slim qcur econ eresp weight act hrsp_5xx dreq'.split(
    ' ',
  ),
])
/** Lines that are read in one piece: each has some 500 bytes in a hundred columns. */
const linesAtOnce = 100
/** No field that is read is longer: a name, an address, the words of a check. */
const fieldChars = 1000

/** More lines than statistics have: some 8,000 servers, and what they belong to. */
const linesLimit = 20_000
/** A line of a hundred columns has some 500 characters. */
const lineChars = 16_384

interface Statistics {
  readonly rows: readonly Row[]
  readonly rowsLeftOut: number
}

/** Undefined unless it begins with the header of `show stat`, and where the last line breaks off. */
function* sliceStatCsv(text: string): Slices<Statistics | 'too-many' | undefined> {
  const headerEnd = text.indexOf('\n')
  if (!text.startsWith('# ') || headerEnd < 0) return undefined
  const columns = columnsOf(text.slice(2, Math.min(headerEnd, lineChars)))
  if (!columns) return undefined
  const rows: Row[] = []
  let rowsLeftOut = 0
  let lengths: readonly [before: number, last: number] = [0, 0]
  let read = 0
  for (let at = headerEnd + 1; at < text.length; read++) {
    if (read >= linesLimit) return 'too-many'
    if (read % linesAtOnce === linesAtOnce - 1) yield
    const end = text.indexOf('\n', at)
    const next = end < 0 ? text.length : end
    const values = splitCsv(text.slice(at, Math.min(next, at + lineChars)).trimEnd())
    at = next + 1
    if (values.length === 1 && values[0] === '') continue
    lengths = [lengths[1], values.length]
    const row: Row = new Map(columns.map(([name, column]) => [name, (values[column] ?? '').slice(0, fieldChars)]))
    if (isRow(row)) rows.push(row)
    else rowsLeftOut++
  }
  const isCutOff = !text.endsWith('\n') && lengths[1] < lengths[0]
  return isCutOff ? undefined : { rows, rowsLeftOut }
}

/** Name and place of each column that is read; undefined where one is missing that no statistics lack. */
function columnsOf(header: string): readonly (readonly [name: string, at: number])[] | undefined {
  const names = splitCsv(header).map((name) => name.trim())
  if (!neededColumns.every((name) => names.includes(name))) return undefined
  return names.flatMap((name, at) => (readColumns.has(name) ? [[name, at] as const] : []))
}

function tooMany(): Unseen {
  return { kind: 'unseen', reason: 'output-limit', detail: `show stat answered more than ${linesLimit} lines` }
}

/** Names what it is about, and says how it is. Listening sockets (type 3) have no more than that. */
function isRow(row: Row): boolean {
  const names = ['pxname', 'svname', 'status'].map((name) => row.get(name) ?? '')
  return names.every((name) => name !== '') && /^[0-3]$/.test(row.get('type') ?? '')
}

/** RFC 4180: a field in quotes may hold commas; a quote in it is doubled. */
function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(',')
  const fields = line.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,]*)/g) ?? []
  return fields.map((field) => {
    const text = field.replace(/^,/, '')
    return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text
  })
}

function serverOf(row: Row): BalancerServer {
  const value = {
    backend: row.get('pxname') ?? '',
    name: row.get('svname') ?? '',
    status: row.get('status') ?? '',
    // A check in progress shows its last result behind an asterisk.
    checkStatus: (row.get('check_status') ?? '').replace(/^\* /, ''),
    checkCode: numberOf(row.get('check_code')),
    checkDetail: row.get('last_chk') || (row.get('check_desc') ?? ''),
    secondsSinceChange: count(row, 'lastchg'),
    address: row.get('addr') || undefined,
    sessions: count(row, 'scur'),
    sessionLimit: numberOf(row.get('slim')) || undefined,
    queue: count(row, 'qcur'),
    connectErrors: count(row, 'econ'),
    responseErrors: count(row, 'eresp'),
    weight: count(row, 'weight'),
  }
  return present(value)
}

function backendOf(row: Row): BalancerServersValue['backends'][number] {
  return {
    name: row.get('pxname') ?? '',
    status: row.get('status') ?? '',
    activeServers: count(row, 'act'),
    queue: count(row, 'qcur'),
    sessions: count(row, 'scur'),
    http5xx: count(row, 'hrsp_5xx'),
  }
}

function frontendOf(row: Row): BalancerServersValue['frontends'][number] {
  return {
    name: row.get('pxname') ?? '',
    status: row.get('status') ?? '',
    sessions: count(row, 'scur'),
    limit: count(row, 'slim'),
    deniedRequests: count(row, 'dreq'),
  }
}

/** HAProxy leaves a counter empty where it does not apply; none of these can be negative. */
function count(row: Row, name: string): number {
  return Math.max(0, numberOf(row.get(name)) ?? 0)
}

function notStatistics(text: string): Unseen {
  const said = text.slice(0, 1000).trim().split('\n')[0]?.slice(0, 120) ?? ''
  if (/permission denied/i.test(said)) {
    return {
      kind: 'unseen',
      reason: 'denied',
      detail: `HAProxy: ${said}`,
      fix: 'stats socket … level user in haproxy.cfg',
    }
  }
  return { kind: 'unseen', reason: 'garbled', detail: `show stat answered ${JSON.stringify(said)}` }
}

function unreachable({ failure, detail }: Extract<Answer, { kind: 'failed' }>): Unseen {
  if (failure === 'timed-out') return { kind: 'unseen', reason: 'timed-out', detail: `admin socket: ${detail}` }
  const fix =
    'make the account a member of the group of the socket: in haproxy.cfg, stats socket with mode 660 and group haproxy'
  if (failure === 'denied') return { kind: 'unseen', reason: 'denied', detail: `admin socket: ${detail}`, fix }
  return { kind: 'unseen', reason: 'unreachable', detail: `admin socket: ${detail}` }
}

export const balancerServersProbe: AskProbe<'balancer-servers', BalancerServersValue> = {
  id: 'balancer-servers',
  label: 'balancer statistics',
  reads: { kind: 'ask', build: buildBalancerServersAsk },
  parse: sliceBalancerServersAnswer,
}
