import { parseCores } from './cores.ts'
import type { Output } from './execute.ts'
import { fieldOf, parseFigures } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { cores } from './shown-line.ts'
import { systemCollection } from './system-collection.ts'
import { type Parsed, seen } from './unseen.ts'

/** `/proc/loadavg`. */
export interface LoadValue {
  readonly one: number
  readonly five: number
  readonly fifteen: number
  readonly runnable: number
  readonly processes: number
  readonly cores: number
}

export const loadProbe: SectionProbe<'load', LoadValue> = {
  id: 'load',
  label: 'load',
  reads: systemCollection,
  source: () => 'cat /proc/loadavg /sys/devices/system/cpu/online',
  parse: parseLoad,
  shown: [[/^loadavg /, ''], cores],
}

/** `0.71 0.88 0.32 2/143 9999` and the cores → load. Source: proc_loadavg(5). */
export function parseLoad(output: Output): Parsed<LoadValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const figures = parseFigures(fieldOf(lines, 'loadavg')?.replace('/', ' '), 6)
  const cores = parseCores(lines)
  if (!figures || cores === undefined) return explainOutput(output, '/proc/loadavg has an unknown form')
  const [one = 0, five = 0, fifteen = 0, runnable = 0, processes = 0] = figures
  return seen({ one, five, fifteen, runnable, processes, cores })
}
