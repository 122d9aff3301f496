import { redact } from '../lib/redact.ts'
import { joinGroup } from './access-fixes.ts'
import type { Output } from './execute.ts'
import { fieldOf, isoOfSeconds, parseFigure, parseFigures } from './figures.ts'
import { logsCollection } from './logs-collection.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { clock, login } from './shown-line.ts'
import { fixOf, type Parsed, seen, unseen } from './unseen.ts'

/** Kills by the kernel's OOM killer. */
export interface OomValue {
  readonly kills: readonly {
    readonly at: string
    readonly process: string
    readonly pid: number
    /** The limit of a cgroup was reached, not the host's memory. */
    readonly isCgroup: boolean
    /** The cgroup of the killed process as the kernel names it: '/system.slice/gunicorn.service'; since Linux 5.0. */
    readonly cgroup?: string
    readonly line: string
  }[]
  /** `oom_kill` of `/proc/vmstat`: since boot, readable by everyone. Absent before Linux 4.13. */
  readonly killsSinceBoot?: number
  /** `oom_kill` of the unit's `memory.events`: since the unit's cgroup was made. */
  readonly killsInUnit?: number
  /** False when the kernel log could not be read: only the counters are known then. */
  readonly isLogReadable: boolean
  /** What makes the kernel log readable, when it is not. */
  readonly logFix?: string
}

export const oomProbe: SectionProbe<'oom', OomValue> = {
  id: 'oom',
  label: 'OOM kills',
  reads: logsCollection,
  source: () => "dmesg | grep 'Killed process' (or journalctl -k); grep oom_kill /proc/vmstat",
  parse: parseOom,
  shown: [login, clock, [/^unit (\d+)$/, 'oom_kill of the unit $1'], [/^log counter$/]],
  isLog: true,
}

export function parseOom(output: Output): Parsed<OomValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const [clock, uptime] = parseFigures(fieldOf(lines, 'clock'), 2) ?? []
  if (clock === undefined || uptime === undefined)
    return explainOutput(output, 'the section did not tell the time of boot')
  const killsSinceBoot = parseFigure(fieldOf(lines, 'oom_kill'))
  const killsInUnit = parseFigure(fieldOf(lines, 'unit'))
  const isLogReadable = isReadable(lines, output.stderr)
  const fix = joinGroup(fieldOf(lines, 'user'), 'systemd-journal')
  if (!isLogReadable && killsSinceBoot === undefined && killsInUnit === undefined) {
    return unseen('denied', 'neither the kernel log nor an OOM counter is readable', fix)
  }
  return seen({
    kills: killsOf(lines, clock - uptime),
    ...(killsSinceBoot === undefined ? {} : { killsSinceBoot }),
    ...(killsInUnit === undefined ? {} : { killsInUnit }),
    isLogReadable,
    ...(isLogReadable ? {} : { logFix: fixOf(fix).fix ?? '' }),
  })
}

/** Where the kernel counts no kill there is no line to read. A journal without one kernel line does not keep the kernel log (in a container): nothing was looked at. */
function isReadable(lines: readonly string[], stderr: string): boolean {
  if (lines.includes('log dmesg') || lines.includes('log counter')) return true
  const isPartial = /insufficient permissions|currently not seeing messages|no journal files/i.test(stderr)
  return lines.includes('log journal') && !lines.includes('-- No entries --') && !isPartial
}

function killsOf(lines: readonly string[], bootedAt: number): OomValue['kills'] {
  const ofCgroup = new Set<number>()
  const cgroups = new Map<number, string>()
  return lines.flatMap((line) => {
    const reason = /oom-kill:constraint=\w+,.*task_memcg=([^,]+),.*\bpid=(\d+)/.exec(line)
    if (reason?.[1]) cgroups.set(Number(reason[2]), reason[1])
    const match = /\bKill(ed)? process (\d+) \((.*?)\)/.exec(line)
    const at = timeOf(line, bootedAt)
    if (!match || !at) return []
    const pid = Number(match[2])
    if (line.includes('Memory cgroup out of memory')) ofCgroup.add(pid)
    if (!match[1]) return []
    const cgroup = cgroups.get(pid)
    return [
      {
        at,
        process: match[3] ?? '',
        pid,
        isCgroup: ofCgroup.has(pid),
        ...(cgroup === undefined ? {} : { cgroup }),
        line: redact(line),
      },
    ]
  })
}

/** `[ 1499.326610] …` counts from boot, `1700000000.123456 host kernel: …` from the epoch. */
function timeOf(line: string, bootedAt: number): string | undefined {
  const sinceBoot = parseFigure(/^(?:<\d+>)?\[ *(\d+\.\d+)\]/.exec(line)?.[1])
  if (sinceBoot !== undefined) return isoOfSeconds(bootedAt + sinceBoot)
  return isoOfSeconds(parseFigure(/^(\d+\.\d+) \S+ kernel: /.exec(line)?.[1]))
}
