import { type About, type Collection, serviceNameOf } from './collection.ts'
import type { Output } from './execute.ts'
import { fieldOf, parseFigure, parseFigures } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { serviceProcessesScript, unseenProcesses } from './service-processes.ts'
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

/**
 * Since Linux 6.2 the size of /proc/PID/fd is its number of entries, for every user; before it is 0 and the directory
 * must be listed, which only the same user and root may. One `stat`, one `grep`.
 */
function processScript(about: About): string {
  return `
${serviceProcessesScript(about)}
if [ $# -gt 0 ]; then
  limits=''; dirs=''
  for p; do
    limits="$limits /proc/$p/limits"; dirs="$dirs /proc/$p/fd"
    [ -r "/proc/$p/comm" ] && read -r v 2>/dev/null <"/proc/$p/comm" && printf 'name %s %s\\n' "$p" "$v"
  done
  grep -H -s '^Max open files' $limits
  stat -c 'size %n %s' $dirs 2>/dev/null | while read -r k d n; do
    if [ "$n" = 0 ] && [ -r "$d" ]; then set -- "$d"/*; [ -e "$1" ] || [ -L "$1" ] && n=$#; fi
    [ "$n" = 0 ] || echo "$k $d $n"
  done
fi`
}

/** Not the shell's `read`: dash reads byte by byte, and files of /proc/sys answer the first read only. */
const fileNr = 'v=$(cat /proc/sys/fs/file-nr) && echo "file-nr $v"'

const filesCollection: Collection = {
  kind: 'collection',
  id: 'files',
  label: 'open files',
  subjectOf: serviceNameOf,
  script: (about) => `${fileNr}${serviceNameOf(about) === undefined ? '' : processScript(about)}`,
  mayHang: true,
  price: { forks: 15, cpu: 'middle' },
}

export const filesProbe: SectionProbe<'files', FilesValue> = {
  id: 'files',
  label: 'open files',
  reads: filesCollection,
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
