import type { Output } from './execute.ts'
import { fieldOf, parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { systemCollection } from './system-collection.ts'
import { type Parsed, seen } from './unseen.ts'

/** `/proc/self/mountinfo`: disks that take no writes although they are mounted to take them. */
export interface MountsValue {
  /** Mounts of every kind that were looked at. */
  readonly looked: number
  readonly readOnly: readonly ReadOnlyMount[]
}

export interface ReadOnlyMount {
  readonly mount: string
  readonly device: string
  readonly type: string
  /** What says that it is to be written: how it was mounted (the kernel has stopped writes since), or /etc/fstab. */
  readonly against: 'mount' | 'fstab'
}

export const mountsProbe: SectionProbe<'mounts', MountsValue> = {
  id: 'mounts',
  label: 'mounts',
  reads: systemCollection,
  source: () => 'cat /proc/self/mountinfo /etc/fstab',
  parse: parseMounts,
  shown: [[/^mount /, ''], [/^mounts /]],
}

/** Lines of file systems that are read-only, with what /etc/fstab says of the place, then how many mounts there are. */
export function parseMounts(output: Output): Parsed<MountsValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const looked = parseFigure(fieldOf(lines, 'mounts'))
  if (!looked) return explainOutput(output, '/proc/self/mountinfo has an unknown form')
  return seen({ looked, readOnly: lines.flatMap(mountOf) })
}

/**
 * proc_pid_mountinfo(5): the mount's own options, then those of its file system. The kernel stops writes after an error by
 * the second alone (`ro`; ext4 of newer kernels `rw,emergency_ro`). Who mounts a disk read-only sets both, as of images, and is
 * believed unless /etc/fstab wants it otherwise.
 */
function mountOf(line: string): readonly ReadOnlyMount[] {
  const [word, type, own, ofSystem, wanted, device, place] = line.split(' ')
  if (word !== 'mount' || !type || !own || !ofSystem || !wanted || !device || !place) return []
  if (!has(ofSystem, 'ro') && !has(ofSystem, 'emergency_ro')) return []
  const found = { mount: unescaped(place), device: unescaped(device), type }
  if (!has(own, 'ro')) return [{ ...found, against: 'mount' }]
  return wanted === '-' || has(wanted, 'ro') ? [] : [{ ...found, against: 'fstab' }]
}

const has = (options: string, option: string): boolean => options.split(',').includes(option)

/** Space, tab, newline and backslash are written as octal. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
