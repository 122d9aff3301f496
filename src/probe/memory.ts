import type { Output } from './execute.ts'
import { parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { systemCollection } from './system-collection.ts'
import { type Parsed, seen, unseen } from './unseen.ts'

/** `/proc/meminfo`, in bytes. */
export interface MemoryValue {
  readonly totalBytes: number
  readonly availableBytes: number
  readonly swapTotalBytes: number
  readonly swapFreeBytes: number
}

export const memoryProbe: SectionProbe<'memory', MemoryValue> = {
  id: 'memory',
  label: 'memory',
  reads: systemCollection,
  source: () => 'cat /proc/meminfo',
  parse: parseMemory,
}

/** Source: proc_meminfo(5); MemAvailable is there since Linux 3.14. */
export function parseMemory(output: Output): Parsed<MemoryValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const bytesOf = (key: string): number | undefined => {
    const match = lines.map((line) => /^(\w+): (\d+) kB$/.exec(line)).find((match) => match?.[1] === key)
    const kibibytes = parseFigure(match?.[2])
    return kibibytes === undefined ? undefined : kibibytes * 1024
  }
  const totalBytes = bytesOf('MemTotal')
  const availableBytes = bytesOf('MemAvailable')
  const swapTotalBytes = bytesOf('SwapTotal')
  const swapFreeBytes = bytesOf('SwapFree')
  if (totalBytes === undefined || swapTotalBytes === undefined || swapFreeBytes === undefined) {
    return explainOutput(output, '/proc/meminfo has an unknown form')
  }
  if (availableBytes === undefined)
    return unseen('unsupported', '/proc/meminfo has no MemAvailable (before Linux 3.14)')
  return seen({ totalBytes, availableBytes, swapTotalBytes, swapFreeBytes })
}
