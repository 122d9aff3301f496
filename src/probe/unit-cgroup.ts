import { quote } from '../lib/quote.ts'
import { unitName } from './unit-name.ts'

/**
 * Shell that finds a unit's cgroup without a fork and sets `cgroup` (its path below a hierarchy, such as
 * `/system.slice/gunicorn.service`; empty when it has none) and `tree` (the mount that holds its processes).
 * Units live in system.slice, instances of a template in a slice of their own below it, others where `Slice=` says.
 * `/sys/fs/cgroup` is v2; `systemd` and `unified` are the trees of a v1 or mixed host.
 */
export function unitCgroupScript(unit: string | undefined): string {
  if (unit === undefined) return "unit=''; cgroup=''; tree=''"
  return `
unit=${quote(unitName(unit))}; cgroup=''; tree=''
for t in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  for c in "$t"/system.slice/"$unit" "$t"/system.slice/*.slice/"$unit" "$t"/*.slice/"$unit" "$t"/*.slice/*.slice/"$unit"; do
    if [ -z "$cgroup" ] && [ -e "$c"/cgroup.procs ]; then tree=$t; cgroup=\${c#"$t"}; fi
  done
done`.trim()
}
