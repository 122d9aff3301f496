import type { Collection } from './collection.ts'
import { coresScript } from './cores.ts'
import { partFunction } from './section-part.ts'

/**
 * sd_booted(3): /run/systemd/system exists under systemd. SwapFree is the last of the wanted lines of meminfo. In mountinfo
 * the options of the file system come last; a file system of which one place alone is read-only has `rw` there.
 */
const script = (limits: readonly string[]): string => `
${partFunction}
part load
read -r v </proc/loadavg && echo "loadavg $v"
${coresScript}
part memory
while read -r k v _; do
  case $k in MemTotal:|MemAvailable:|SwapTotal:|SwapFree:) echo "$k $v kB";; esac
  [ "$k" = SwapFree: ] && break
done </proc/meminfo
part pressure
if [ -e /proc/pressure/cpu ]; then
  for f in cpu memory io; do while read -r l; do echo "$f $l"; done </proc/pressure/$f; done
else echo 'unseen unsupported no /proc/pressure: this kernel has no pressure stall information'
  echo 'fix psi'
fi
part mounts
n=0; i=0
while read -r _ _ _ _ at opts rest; do
  n=$((n+1)); rest=\${rest#*- }; type=\${rest%% *}; super=\${rest##* }
  case $type in ext[234]|xfs|btrfs|f2fs|jfs|bcachefs) ;; *) continue;; esac
  case ,$super, in *,ro,*|*,emergency_ro,*) ;; *) continue;; esac
  [ $i -lt 20 ] && [ \${#at} -lt 500 ] || continue
  i=$((i+1)); dev=\${rest#* }; dev=\${dev% *}; wanted=-
  [ -r /etc/fstab ] && while read -r _ v _ l _; do [ "$v" = "$at" ] && wanted=$l; done </etc/fstab
  printf 'mount %s %s %s %s %s %s\\n' "$type" "$opts" "$super" "$wanted" "$dev" "$at"
done </proc/self/mountinfo
echo "mounts $n"
part kernel-limits
grep '' ${limits.join(' ')}
part host
for f in /etc/os-release /usr/lib/os-release; do
  if [ -r "$f" ]; then
    while IFS= read -r l; do case $l in ID=*|VERSION_ID=*) printf 'os.%s\\n' "$l";; esac; done <"$f"
    break
  fi
done
read -r v </proc/sys/kernel/osrelease && printf 'kernel %s\\n' "$v"
read -r v _ </proc/uptime && echo "uptime $v"
if [ -d /run/systemd/system ]; then echo 'init systemd'
elif [ -d /run/openrc ]; then echo 'init openrc'
else echo 'init other'; fi
printf 'id %s\\n' "$(id)"
echo "clock $(date +%s)"
${coresScript}`

/** Settings of the kernel; files of /proc/sys answer the first read only, so a program reads them. */
export const kernelPaths = {
  backlogMax: '/proc/sys/net/core/somaxconn',
  localPorts: '/proc/sys/net/ipv4/ip_local_port_range',
  pidMax: '/proc/sys/kernel/pid_max',
  openFilesMax: '/proc/sys/fs/nr_open',
} as const

/** What the kernel and the account are, of what the shell reads itself; `id`, `date` and one `grep` besides. */
export const systemCollection: Collection = {
  kind: 'collection',
  id: 'system',
  label: 'system',
  script: () => script(Object.values(kernelPaths)),
  price: { forks: 3, cpu: 'low' },
}
