import { serviceNameOf } from './collection.ts'
import type { Output } from './execute.ts'
import { fieldOf, parseFigure, parseFigures } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { processesCollection } from './processes-collection.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { unseenProcesses } from './service-processes.ts'
import { foundBy } from './shown-line.ts'
import { type Parsed, seen, type Unseen } from './unseen.ts'

/** Open file descriptors: the whole host's and those of the service's processes. */
export interface FilesValue {
  readonly open: number
  readonly max: number
  readonly processes: readonly {
    readonly pid: number
    readonly name: string
    /** Absent where the kernel does not tell it to us (other users' processes before Linux 6.2). */
    readonly open?: number
    readonly limit: number
  }[]
  /** Why `processes` is empty although a unit or port was named. */
  readonly processesUnseen?: Unseen
}

export const filesProbe: SectionProbe<'files', FilesValue> = {
  id: 'files',
  label: 'open files',
  reads: processesCollection,
  source: (about) => {
    const what = serviceNameOf(about)
    return `cat /proc/sys/fs/file-nr${what === undefined ? '' : `; grep 'open files' /proc/PID/limits; stat -c %s /proc/PID/fd (${what})`}`
  },
  parse: parseFiles,
  shown: [[/^file-nr /, ''], foundBy, [/^name \d+ .*$/]],
}

/** `allocated unused max` of the host. Source: Documentation/admin-guide/sysctl/fs.rst. */
export function parseFiles(output: Output): Parsed<FilesValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const [open, , max] = parseFigures(fieldOf(lines, 'file-nr'), 3) ?? []
  if (open === undefined || max === undefined) return explainOutput(output, '/proc/sys/fs/file-nr has an unknown form')
  const gap = lines.length > 1 ? unseenProcesses(lines, output) : undefined
  return seen({ open, max, processes: processesOf(lines), ...(gap ? { processesUnseen: gap } : {}) })
}

function processesOf(lines: readonly string[]): FilesValue['processes'] {
  return lines.flatMap((line) => {
    const match = /^\/proc\/(\d+)\/limits:Max open files +(\d+) /.exec(line)
    const limit = parseFigure(match?.[2])
    if (!match || limit === undefined) return []
    const pid = Number(match[1])
    const open = parseFigure(fieldOf(lines, `size /proc/${pid}/fd`))
    return [{ pid, name: fieldOf(lines, `name ${pid}`) ?? '', limit, ...(open === undefined ? {} : { open }) }]
  })
}
