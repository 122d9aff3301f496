import { serviceNameOf } from './collection.ts'
import type { Output } from './execute.ts'
import { fieldOf, isoOfSeconds, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { processesCollection } from './processes-collection.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { unseenProcesses } from './service-processes.ts'
import { foundBy, uptime } from './shown-line.ts'
import { type Parsed, seen } from './unseen.ts'

/** The processes of the unit (its cgroup), or without systemd those behind the port. At most 128. */
export interface WorkersValue {
  readonly processes: readonly WorkerProcess[]
}

export interface WorkerProcess {
  readonly pid: number
  readonly parentPid: number
  readonly name: string
  /** R running, S sleeping, D uninterruptible, T stopped, Z zombie. */
  readonly state: string
  /** ISO 8601, from the process's start time. */
  readonly startedAt: string
  readonly threads: number
  readonly rssBytes: number
  /** CPU share between two looks, 1 = one core. Absent when sampled once. */
  readonly cpu?: number
}

export const workersProbe: SectionProbe<'workers', WorkersValue> = {
  id: 'workers',
  label: 'processes',
  reads: processesCollection,
  source: (about) => `cat /proc/PID/stat for each process of ${serviceNameOf(about) ?? 'port ?'} (twice, 0.4 s apart)`,
  parse: parseWorkers,
  shown: [uptime, foundBy, [/^stat\.[12] /, '']],
}

interface Look {
  readonly fields: readonly string[]
  readonly name: string
}

export function parseWorkers(output: Output): Parsed<WorkersValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const gap = unseenProcesses(lines, output)
  if (gap) return gap
  const first = looksOf(lines, 1)
  if (first.size === 0)
    return lines.length === 1 ? seen({ processes: [] }) : explainOutput(output, 'no process could be read')
  const second = looksOf(lines, 2)
  const bootedAt = parseFigure(lines.map((line) => /btime (\d+)$/.exec(line)?.[1]).find((text) => text))
  const elapsed = (parseFigure(fieldOf(lines, 'uptime.2')) ?? 0) - (parseFigure(fieldOf(lines, 'uptime.1')) ?? 0)
  if (bootedAt === undefined) return explainOutput(output, '/proc/stat has no btime')
  const processes = [...first].flatMap(([pid, look]) =>
    processOf(pid, look, { bootedAt, elapsed, later: second.get(pid), rssBytes: residentOf(lines, pid) }),
  )
  return processes.length > 0 ? seen({ processes }) : explainOutput(output, '/proc/PID/stat has an unknown form')
}

/** `pid (comm) state ppid …`; comm may hold spaces and parentheses, so it ends at the last one. Source: proc_pid_stat(5). */
function looksOf(lines: readonly string[], look: number): Map<number, Look> {
  const looks = new Map<number, Look>()
  for (const line of lines) {
    const match = new RegExp(`^stat\\.${look} (\\d+) \\((.*)\\) ([A-Za-z] .+)$`).exec(line)
    if (match) looks.set(Number(match[1]), { name: match[2] ?? '', fields: (match[3] ?? '').split(' ') })
  }
  return looks
}

function residentOf(lines: readonly string[], pid: number): number | undefined {
  const line = lines.find((line) => line.startsWith(`/proc/${pid}/status:VmRSS:`)) ?? ''
  const kibibytes = parseFigure(/(\d+) kB$/.exec(line)?.[1])
  return kibibytes === undefined ? undefined : kibibytes * 1024
}

/** The kernel counts time in 1/100 s for programs on every machine we support: USER_HZ, time(7). */
const ticksPerSecond = 100

function processOf(
  pid: number,
  { name, fields }: Look,
  of: { bootedAt: number; elapsed: number; later: Look | undefined; rssBytes: number | undefined },
): WorkerProcess[] {
  const parentPid = parseFigure(fields[1])
  const threads = parseFigure(fields[17])
  const startTicks = parseFigure(fields[19])
  const startedAt = isoOfSeconds(startTicks === undefined ? undefined : of.bootedAt + startTicks / ticksPerSecond)
  const state = fields[0]
  // A zombie has no memory any more and the kernel prints no VmRSS for it.
  const rssBytes = of.rssBytes ?? (state === 'Z' ? 0 : undefined)
  if (parentPid === undefined || threads === undefined || !startedAt || !state || rssBytes === undefined) return []
  const cpu = cpuBetween(fields, { later: of.later?.fields, elapsed: of.elapsed })
  return [{ pid, parentPid, name, state, startedAt, threads, rssBytes, ...(cpu === undefined ? {} : { cpu }) }]
}

function cpuBetween(
  fields: readonly string[],
  of: { later: readonly string[] | undefined; elapsed: number },
): number | undefined {
  const ticks = (look: readonly string[]): number => Number(look[11]) + Number(look[12])
  if (!of.later || of.later[19] !== fields[19] || !(of.elapsed > 0)) return undefined
  const share = (ticks(of.later) - ticks(fields)) / ticksPerSecond / of.elapsed
  return Number.isFinite(share) && share >= 0 ? Math.round(share * 100) / 100 : undefined
}
