import type { Output } from './execute.ts'
import { fieldOf, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { processesCollection } from './processes-collection.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { look, uptime } from './shown-line.ts'
import { unitName } from './unit-name.ts'
import { type Parsed, seen } from './unseen.ts'

/**
 * Shares of CPU time between two looks at `/proc/stat`, 0–1 of all cores. `busy` is work of this machine's own
 * programs and kernel; waiting for disks (`iowait`) and time taken by other machines on the hypervisor (`steal`) come on top.
 */
export interface CpuValue {
  readonly sampleMs: number
  readonly busy: number
  readonly iowait: number
  readonly steal: number
  /** The unit's own cgroup: how often it was held back by its quota since it started, where it has one. */
  readonly throttledPeriods?: number
  /** Quota periods since the unit started: what `throttledPeriods` is a part of. */
  readonly periods?: number
  /** How often it was held back between the two looks. */
  readonly throttledInSample?: number
}

export const cpuProbe: SectionProbe<'cpu', CpuValue> = {
  id: 'cpu',
  label: 'CPU',
  reads: processesCollection,
  source: ({ unit }) => {
    const quota = unit === undefined ? '' : `; cat /sys/fs/cgroup/system.slice/${unitName(unit)}/cpu.stat`
    return `head -1 /proc/stat (twice, 0.4 s apart)${quota}`
  },
  parse: parseCpu,
  shown: [uptime, [/^stat\.[12] /, ''], look],
}

/** Fields of the `cpu` line: user nice system idle iowait irq softirq steal … Source: proc_stat(5). */
export function parseCpu(output: Output): Parsed<CpuValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const first = ticksOf(lines, 1)
  const second = ticksOf(lines, 2)
  const started = parseFigure(fieldOf(lines, 'uptime.1'))
  const ended = parseFigure(fieldOf(lines, 'uptime.2'))
  if (!first || !second || started === undefined || ended === undefined) {
    return explainOutput(output, '/proc/stat has an unknown form')
  }
  // Guest time is contained in user time already, so the first eight fields are all of it. Idle counters may step back.
  const spent = second.map((ticks, index) => Math.max(0, ticks - (first[index] ?? ticks)))
  const total = spent.reduce((sum, ticks) => sum + ticks, 0)
  if (total === 0) return explainOutput(output, 'no CPU time passed between two looks')
  const [, , , idle = 0, iowait = 0, , , steal = 0] = spent
  return seen({
    sampleMs: Math.round((ended - started) * 1000),
    busy: share(total - idle - iowait - steal, total),
    iowait: share(iowait, total),
    steal: share(steal, total),
    ...throttlingOf(lines),
  })
}

function share(part: number, total: number): number {
  return Math.round((part / total) * 1000) / 1000
}

function ticksOf(lines: readonly string[], look: number): readonly number[] | undefined {
  const match = /^cpu +(\d+(?: \d+){7,})$/.exec(fieldOf(lines, `stat.${look}`) ?? '')
  return match?.[1]?.split(' ').slice(0, 8).map(Number)
}

function throttlingOf(lines: readonly string[]): Partial<CpuValue> {
  const periods = parseFigure(fieldOf(lines, 'nr_periods.2'))
  const before = parseFigure(fieldOf(lines, 'nr_throttled.1'))
  const after = parseFigure(fieldOf(lines, 'nr_throttled.2'))
  // Without a quota the kernel counts no periods: nothing is said then.
  if (!periods || before === undefined || after === undefined) return {}
  return { throttledPeriods: after, periods, throttledInSample: Math.max(0, after - before) }
}
