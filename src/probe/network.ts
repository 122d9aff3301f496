import type { Output } from './execute.ts'
import { fieldOf, parseFigure, parseFigures } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { processesCollection } from './processes-collection.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { uptime } from './shown-line.ts'
import { type Parsed, seen } from './unseen.ts'

/** Kernel network counters between two looks, and table fill levels. */
export interface NetworkValue {
  readonly sampleMs: number
  /** Increase of TcpExt ListenOverflows / ListenDrops during the sample. */
  readonly listenOverflows: number
  readonly listenDrops: number
  /** Since boot. */
  readonly listenOverflowsTotal: number
  readonly listenDropsTotal: number
  readonly socketsInUse: number
  readonly timeWait: number
  readonly orphans: number
  /** Pages. */
  readonly tcpMemoryPages: number
  readonly tcpMemoryLimitPages?: number
  readonly conntrack?: { readonly count: number; readonly max: number }
}

export const networkProbe: SectionProbe<'network', NetworkValue> = {
  id: 'network',
  label: 'network counters',
  reads: processesCollection,
  source: () =>
    'cat /proc/net/netstat (twice, 0.4 s apart) /proc/net/sockstat /proc/sys/net/netfilter/nf_conntrack_count',
  parse: parseNetwork,
  shown: [uptime, [/^names /, ''], [/^values\.[12] /, ''], [/^sockstat6? /, '']],
}

export function parseNetwork(output: Output): Parsed<NetworkValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const first = listenCountersOf(lines, 1)
  const second = listenCountersOf(lines, 2)
  const started = parseFigure(fieldOf(lines, 'uptime.1'))
  const ended = parseFigure(fieldOf(lines, 'uptime.2'))
  const sockets = socketsOf(lines)
  if (!first || !second || !sockets || started === undefined || ended === undefined) {
    return explainOutput(output, '/proc/net/netstat or /proc/net/sockstat has an unknown form')
  }
  return seen({
    sampleMs: Math.round((ended - started) * 1000),
    listenOverflows: Math.max(0, second.overflows - first.overflows),
    listenDrops: Math.max(0, second.drops - first.drops),
    listenOverflowsTotal: second.overflows,
    listenDropsTotal: second.drops,
    ...sockets,
    ...limitsOf(lines),
  })
}

/** A line of names and a line of values in the same order. Source: Documentation/networking/snmp_counter.rst. */
function listenCountersOf(lines: readonly string[], look: number): { overflows: number; drops: number } | undefined {
  const names = (fieldOf(lines, 'names') ?? '').split(' ')
  const values = (fieldOf(lines, `values.${look}`) ?? '').split(' ')
  if (names[0] !== 'TcpExt:' || values[0] !== 'TcpExt:' || names.length !== values.length) return undefined
  const overflows = parseFigure(values[names.indexOf('ListenOverflows')])
  const drops = parseFigure(values[names.indexOf('ListenDrops')])
  return overflows === undefined || drops === undefined ? undefined : { overflows, drops }
}

/** `TCP: inuse 5 orphan 0 tw 0 alloc 7 mem 1` and, where IPv6 is on, `TCP6: inuse 2`. */
function socketsOf(
  lines: readonly string[],
): Pick<NetworkValue, 'socketsInUse' | 'orphans' | 'timeWait' | 'tcpMemoryPages'> | undefined {
  const text = fieldOf(lines, 'sockstat') ?? ''
  const match = /^TCP: inuse (\d+) orphan (\d+) tw (\d+) alloc \d+ mem (\d+)/.exec(text)
  if (!match) return undefined
  const sixth = parseFigure(/inuse (\d+)/.exec(fieldOf(lines, 'sockstat6') ?? '')?.[1]) ?? 0
  const [inUse = 0, orphans = 0, timeWait = 0, tcpMemoryPages = 0] = match.slice(1).map(Number)
  return { socketsInUse: inUse + sixth, orphans, timeWait, tcpMemoryPages }
}

function limitsOf(lines: readonly string[]): Partial<NetworkValue> {
  const valueOf = (path: string): string | undefined => {
    const start = `/proc/sys/net/${path}:`
    return lines.find((line) => line.startsWith(start))?.slice(start.length)
  }
  const tcpMemoryLimitPages = parseFigures(valueOf('ipv4/tcp_mem'), 3)?.[2]
  const count = parseFigure(valueOf('netfilter/nf_conntrack_count'))
  const max = parseFigure(valueOf('netfilter/nf_conntrack_max'))
  return {
    ...(tcpMemoryLimitPages === undefined ? {} : { tcpMemoryLimitPages }),
    ...(count === undefined || max === undefined ? {} : { conntrack: { count, max } }),
  }
}
