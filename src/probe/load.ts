import { coresScript, parseCores } from './cores.ts'
import type { Output, Section } from './execute.ts'
import { fieldOf, parseFigures } from './figures.ts'
import { hostSection } from './host-section.ts'
import type { Parsed } from './reading.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { seen } from './unseen.ts'

/** `/proc/loadavg`. */
export interface LoadValue {
  readonly one: number
  readonly five: number
  readonly fifteen: number
  readonly runnable: number
  readonly processes: number
  readonly cores: number
}

/** Reads the load averages and counts the cores; forks nothing. */
export function buildLoadSection(): Section {
  return hostSection({
    id: 'load',
    source: 'cat /proc/loadavg /sys/devices/system/cpu/online',
    script: `read -r v </proc/loadavg && echo "loadavg $v"\n${coresScript}`,
  })
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
