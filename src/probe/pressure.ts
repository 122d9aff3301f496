import type { Output } from './execute.ts'
import { parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { systemCollection } from './system-collection.ts'
import { type Parsed, seen, unseen } from './unseen.ts'

/** `/proc/pressure/*`: share of time in per cent, 0–100, that some (or all) tasks waited. */
export interface PressureValue {
  readonly cpu: Stall
  readonly memory: Stall
  readonly io: Stall
}

export interface Stall {
  readonly some10: number
  readonly some60: number
  readonly full10: number
  readonly full60: number
}

export const pressureProbe: SectionProbe<'pressure', PressureValue> = {
  id: 'pressure',
  label: 'pressure',
  reads: systemCollection,
  source: () => 'cat /proc/pressure/{cpu,memory,io}',
  parse: parsePressure,
}

/** `some avg10=0.71 avg60=0.88 …` per resource. Source: Documentation/accounting/psi.rst. */
export function parsePressure(output: Output): Parsed<PressureValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const cpu = stallOf(lines, 'cpu')
  const memory = stallOf(lines, 'memory')
  const io = stallOf(lines, 'io')
  if (cpu && memory && io) return seen({ cpu, memory, io })
  if (/not supported/i.test(output.stderr)) {
    return unseen('unsupported', 'pressure stall information is switched off', 'boot with psi=1')
  }
  return explainOutput(output, '/proc/pressure has an unknown form')
}

function stallOf(lines: readonly string[], resource: string): Stall | undefined {
  const some = averagesOf(lines, `${resource} some`)
  // 'CPU full is undefined at the system level': 0 by definition since Linux 5.13, not printed before.
  const full = averagesOf(lines, `${resource} full`) ?? (resource === 'cpu' ? { ten: 0, sixty: 0 } : undefined)
  return some && full && { some10: some.ten, some60: some.sixty, full10: full.ten, full60: full.sixty }
}

function averagesOf(lines: readonly string[], start: string): { ten: number; sixty: number } | undefined {
  const line = lines.find((line) => line.startsWith(`${start} `)) ?? ''
  const match = /avg10=([\d.]+) avg60=([\d.]+) /.exec(line)
  const ten = parseFigure(match?.[1])
  const sixty = parseFigure(match?.[2])
  return ten === undefined || sixty === undefined ? undefined : { ten, sixty }
}
