import { existsSync } from 'node:fs'
import { ensureBaseImage, installTools } from './base-image.ts'
import { tryCommand } from './command.ts'
import { labName } from './places.ts'

/** Namespaces, a control group, and an overlay above a disk in a file: what every machine of the lab is made of. */
const kernelTest = `
  place=$(mktemp -d)
  trap 'umount $place/root 2>/dev/null || true; umount $place/disk 2>/dev/null || true; rm -rf $place' EXIT
  cd $place
  mkdir disk root
  why() { echo "$1"; exit 1; }
  unshare --net --mount true 2>&1 || why 'no namespace may be made'
  [ -e /dev/fuse ] || why 'there is no /dev/fuse'
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/memory; do
    [ -e $hierarchy/cgroup.procs ] || continue
    mkdir $hierarchy/${labName}-trial 2>&1 || why 'no control group may be made'
    rmdir $hierarchy/${labName}-trial
  done
  truncate -s 8M disk.img && mkfs.ext4 -q -O ^has_journal disk.img && mount -o loop disk.img disk || why 'no disk in a file may be mounted'
  mkdir disk/upper disk/work
  mount -t overlay trial -o lowerdir=/etc,upperdir=disk/upper,workdir=disk/work root || why 'no overlay may be mounted'
`

/**
 * Why this machine cannot run the lab, in one line; undefined when it can, and then the base image is there. Only what
 * the machine lacks is such a reason: a base image that fails although apt's source answers throws.
 */
export async function whyNoLab(say: (text: string) => void): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'it needs root'
  if (!existsSync('/etc/debian_version')) return 'it needs Debian'
  return (
    (await whyNot(() => installTools(say))) ?? (await whatKernelRefuses()) ?? (await whyNot(() => ensureBaseImage(say)))
  )
}

async function whatKernelRefuses(): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await tryCommand(['bash', '-uo', 'pipefail', '-s'], { input: kernelTest })
  return exitCode === 0 ? undefined : lastLine(stdout) || lastLine(stderr)
}

async function whyNot(install: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await install()
    return undefined
  } catch (error) {
    const update = ['apt-get', '-q', '-o', 'APT::Update::Error-Mode=any', '-o', 'DPkg::Lock::Timeout=120', 'update']
    const { exitCode, stderr } = await tryCommand(update, { timeoutMs: 240_000 })
    if (exitCode === 0) throw error
    return `apt's source does not answer: ${lastLine(stderr)}`
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
