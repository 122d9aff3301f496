import type { Collection } from './collection.ts'
import type { Output } from './execute.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { type Parsed, seen } from './unseen.ts'

/** `df` for bytes and for inodes. Pseudo and read-only image mounts (proc, cgroup, overlays of containers, squashfs) are left out. */
export interface DiskValue {
  readonly mounts: readonly Mount[]
  /** Mounts that df gave no figures for: a network mount whose server is silent, a directory that is closed to us. */
  readonly unmeasured?: readonly { readonly mount: string; readonly type: string }[]
}

export interface Mount {
  readonly mount: string
  readonly device: string
  readonly totalBytes: number
  readonly availableBytes: number
  /** 0–1, as df computes it: used / (used + available). */
  readonly used: number
  /** 0–1; absent where the file system has no fixed inodes (btrfs, xfs reports them). */
  readonly inodesUsed?: number
  readonly isReadOnly?: boolean
}

/**
 * Chooses mounts from /proc/mounts, which cannot hang, and names them to df, so that df touches no other. Network
 * mounts come in a df of their own under `timeout -s KILL`: a dead NFS server leaves a process that only KILL ends.
 * Every tmpfs counts that programs fill, not those of the system's own bookkeeping; an overlay only where it is the root.
 */
const script = `
local=0; remote=0
while read -r dev mnt type opts _; do
  case $type in
    ext2|ext3|ext4|xfs|btrfs|zfs|f2fs|jfs|reiserfs|vfat|bcachefs|virtiofs|9p) kind=local;;
    overlay) [ "$mnt" = / ] || continue; kind=local;;
    tmpfs) case $mnt in /dev|/sys/*|/proc/*|/run/user/*|/run/credentials/*|/run/lock) continue;; *) kind=local;; esac;;
    nfs|nfs4|cifs|smb3|ceph|glusterfs|fuse.*|lustre|afs) kind=remote;;
    *) continue;;
  esac
  printf 'mount %s %s %s %s\\n' "$dev" "$mnt" "$type" "$opts"
  case $mnt in *\\\\*) mnt=$(printf '%b' "$mnt");; esac
  if [ $kind = local ]; then [ $local -lt 60 ] && { set -- "$@" "$mnt"; local=$((local+1)); }
  elif [ $remote -lt 5 ]; then eval "remote$remote=\\$mnt"; remote=$((remote+1)); fi
done </proc/mounts
if [ $local -gt 0 ]; then df -P -k -- "$@" 2>&1; df -P -i -- "$@" 2>&1; fi
i=0
while [ $i -lt $remote ]; do
  eval "m=\\$remote$i"; i=$((i+1))
  timeout -s KILL 1 df -P -k -- "$m" 2>&1 && timeout -s KILL 1 df -P -i -- "$m" 2>&1
done`

const diskCollection: Collection = {
  kind: 'collection',
  id: 'disk',
  label: 'disk',
  script: () => script,
  timeoutMs: 8000,
  limitBytes: 131_072,
  mayHang: true,
  isQuiet: true,
  price: { forks: 2, cpu: 'low' },
}

export const diskProbe: SectionProbe<'disk', DiskValue> = {
  id: 'disk',
  label: 'disk',
  reads: diskCollection,
  source: () => 'df -P -k; df -P -i',
  parse: parseDisk,
  shown: [[/^mount /, '']],
}

interface Row {
  readonly device: string
  readonly total: number
  readonly used: number
  readonly available: number
  readonly mount: string
}

/** `mount` lines of /proc/mounts, then one or more tables of POSIX df. Bind mounts of one device count once. */
export function parseDisk(output: Output): Parsed<DiskValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  // Of mounts on top of each other the last is the one that is seen.
  const known = [...new Map(lines.flatMap((line) => mountOf(line) ?? []).map((mount) => [mount.path, mount])).values()]
  const bytes = new Map<string, Row>()
  const inodes = new Map<string, Row>()
  let table: Map<string, Row> | undefined
  for (const line of lines) {
    if (/^Filesystem +/.test(line)) table = /\bInodes\b/i.test(line) ? inodes : bytes
    const row = rowOf(line)
    if (row) table?.set(row.mount, row)
  }
  const mounts = known.flatMap((mount) =>
    measured(mount, { bytes: bytes.get(mount.path), inodes: inodes.get(mount.path) }),
  )
  if (mounts.length === 0)
    return explainOutput({ ...output, stderr: output.stderr || output.stdout }, 'df showed no mount')
  // df shows a bind mount under another of its device's mount points.
  const devices = new Set([...bytes.values()].map((row) => row.device))
  const gaps = known.filter(({ path, device }) => !bytes.has(path) && !devices.has(device))
  const unmeasured = gaps.map(({ path, type }) => ({ mount: path, type }))
  return seen({ mounts: oncePerDevice(mounts), ...(unmeasured.length > 0 ? { unmeasured } : {}) })
}

interface KnownMount {
  readonly path: string
  readonly device: string
  readonly type: string
  readonly isReadOnly: boolean
}

/** proc_pid_mounts(5): space, tab, newline and backslash are written as octal. */
function mountOf(line: string): KnownMount | undefined {
  const [word, device, mount, type, options] = line.split(' ')
  if (word !== 'mount' || !device || !mount || !type || options === undefined) return undefined
  const path = mount.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return { path, device, type, isReadOnly: options.split(',').includes('ro') }
}

/** Device and mount point may hold spaces, the four columns between them may not; '-' where a file system has no figure. */
function rowOf(line: string): Row | undefined {
  const match = /^(.*\S) +(\d+|-) +(\d+|-) +(-?\d+|-) +(?:\d+%|-) +(\/.*)$/.exec(line)
  if (!match) return undefined
  const [, device = '', total, used, available, mount = ''] = match
  return { device, total: Number(total), used: Number(used), available: Number(available), mount }
}

function measured(known: KnownMount, rows: { bytes: Row | undefined; inodes: Row | undefined }): Mount[] {
  const { bytes, inodes } = rows
  if (!bytes || !(bytes.total > 0) || !(bytes.used >= 0)) return []
  // A full disk shows negative space where root's reserve is in use.
  const available = Math.max(0, bytes.available)
  const inodesUsed = inodes && inodes.total > 0 ? ratio(inodes.used, inodes.total) : undefined
  return [
    {
      mount: known.path,
      device: bytes.device,
      totalBytes: bytes.total * 1024,
      availableBytes: available * 1024,
      used: ratio(bytes.used, bytes.used + available),
      ...(inodesUsed === undefined ? {} : { inodesUsed }),
      ...(known.isReadOnly ? { isReadOnly: true } : {}),
    },
  ]
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.round((part / whole) * 10_000) / 10_000) : 0
}

function oncePerDevice(mounts: readonly Mount[]): readonly Mount[] {
  const shortest = [...mounts].sort((a, b) => a.mount.length - b.mount.length)
  const first = (mount: Mount): Mount | undefined =>
    shortest.find((other) => other.device === mount.device && other.totalBytes === mount.totalBytes)
  return mounts.filter((mount) => mount.device === 'tmpfs' || first(mount) === mount)
}
