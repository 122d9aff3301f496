import type { Output } from './execute.ts'
import { parseFigure, parseFigures } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { kernelPaths as paths, systemCollection } from './system-collection.ts'
import { type Parsed, seen } from './unseen.ts'

/** Settings of the kernel that a busy server runs into. */
export interface KernelLimitsValue {
  /** `net.core.somaxconn`: no accept queue is longer, whatever the program asks for. */
  readonly backlogMax: number
  /** `net.ipv4.ip_local_port_range`: connections to one address and port end with EADDRNOTAVAIL when all are in use. */
  readonly localPorts: { readonly first: number; readonly last: number }
  /** `kernel.pid_max`: processes and threads together. */
  readonly pidMax: number
  /** `fs.nr_open`: no process may open more files. */
  readonly openFilesMax: number
}

const command = `grep '' ${Object.values(paths).join(' ')}`

export const kernelLimitsProbe: SectionProbe<'kernel-limits', KernelLimitsValue> = {
  id: 'kernel-limits',
  label: 'kernel limits',
  reads: systemCollection,
  source: () => command,
  parse: parseKernelLimits,
}

/** `path:value` lines. Source: Documentation/admin-guide/sysctl/ and Documentation/networking/ip-sysctl.rst. */
export function parseKernelLimits(output: Output): Parsed<KernelLimitsValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const valueOf = (name: keyof typeof paths): string | undefined =>
    lines.find((line) => line.startsWith(`${paths[name]}:`))?.slice(paths[name].length + 1)
  const backlogMax = parseFigure(valueOf('backlogMax'))
  const [first, last] = parseFigures(valueOf('localPorts'), 2) ?? []
  const pidMax = parseFigure(valueOf('pidMax'))
  const openFilesMax = parseFigure(valueOf('openFilesMax'))
  if (
    backlogMax === undefined ||
    first === undefined ||
    last === undefined ||
    pidMax === undefined ||
    openFilesMax === undefined
  ) {
    return explainOutput(output, '/proc/sys does not tell the limits')
  }
  return seen({ backlogMax, localPorts: { first, last }, pidMax, openFilesMax })
}
