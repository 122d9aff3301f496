import { fieldOf } from './figures.ts'

/** Prints `cores <list>`; where sysfs is not mounted, the count of `cpuN` lines of /proc/stat (cpu lines come first). */
export const coresScript = `
if read -r v 2>/dev/null </sys/devices/system/cpu/online; then echo "cores $v"
else n=0; while read -r k v; do case $k in cpu[0-9]*) n=$((n+1));; intr) break;; esac; done </proc/stat; echo "cores 0-$((n-1))"; fi
`.trim()

/** Cores of a kernel CPU list such as `0-3,8`; undefined when it is none. Source: Documentation/admin-guide/cputopology.rst. */
export function parseCores(lines: readonly string[]): number | undefined {
  let cores = 0
  for (const range of (fieldOf(lines, 'cores') ?? '').split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range.trim())
    if (!match) return undefined
    const count = Number(match[2] ?? match[1]) - Number(match[1]) + 1
    if (count < 1) return undefined
    cores += count
  }
  return cores
}
