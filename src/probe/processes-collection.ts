import { type About, type Collection, serviceNameOf } from './collection.ts'
import { partFunction } from './section-part.ts'
import { serviceProcessesScript } from './service-processes.ts'
import { unitCgroupScript } from './unit-cgroup.ts'

/** Fractions of a second need coreutils or busybox with FANCY_SLEEP (Alpine has it); 1 s works everywhere. */
const sampleSleep = 'sleep 0.4 2>/dev/null || sleep 1'

/** The host's processors and the unit's quota. */
const cpuLook = `
cpu_look() {
  part cpu
  read -r up _ </proc/uptime && echo "uptime.$1 $up"
  read -r v </proc/stat && echo "stat.$1 $v"
  [ -z "$cgroup" ] || for t in /sys/fs/cgroup /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct; do
    if [ -r "$t$cgroup/cpu.stat" ]; then
      while read -r k v; do case $k in nr_periods|nr_throttled) echo "$k.$1 $v";; esac; done <"$t$cgroup/cpu.stat"
      break
    fi
  done
}`

/** Both TcpExt lines, names and values, come first in /proc/net/netstat. */
const networkLook = `
network_look() {
  part network
  names=''; values=''
  read -r up _ </proc/uptime && echo "uptime.$1 $up"
  { read -r names && read -r values; } </proc/net/netstat && [ "$1" = 1 ] && echo "names $names"; echo "values.$1 $values"
}`

/** Processes may end between two looks: what is gone then is no gap in our view. */
const processLook = `
process_look() {
  part workers
  read -r up _ </proc/uptime && echo "uptime.$1 $up"
  n=$1; shift
  for p; do [ -r "/proc/$p/stat" ] && read -r v 2>/dev/null <"/proc/$p/stat" && printf 'stat.%s %s\\n' "$n" "$v"; done
}
told() { for l in $said; do case $l in $1) printf '%s\\n' "$l";; esac; done; }`

/**
 * Since Linux 6.2 the size of /proc/PID/fd is its number of entries, for every user; before it is 0 and the directory
 * must be listed, which only the same user and root may. One `stat` for all processes, and one `grep` for all files of which
 * the shell could read no more than the first byte, or only slowly.
 */
const serviceLook = `
part workers
printf '%s\\n' "$state"
if [ $# -gt 0 ]; then
  process_look 1 "$@"
  dirs=''; for p; do dirs="$dirs /proc/$p/fd"; done
  sizes=$(stat -c 'size %n %s' $dirs 2>/dev/null)
  IFS=$nl; told '/proc/stat:*'; told '*/status:*'
  part files
  printf '%s\\n' "$state"
  told '*/limits:*'
  unset IFS
  for p; do [ -r "/proc/$p/comm" ] && read -r v 2>/dev/null <"/proc/$p/comm" && printf 'name %s %s\\n' "$p" "$v"; done
  pids=$*
  set -- $sizes
  while [ $# -ge 3 ]; do
    d=$2; n=$3; shift 3
    if [ "$n" = 0 ] && [ -r "$d" ]; then n=0; for f in "$d"/*; do { [ -e "$f" ] || [ -L "$f" ]; } && n=$((n + 1)); done; fi
    [ "$n" = 0 ] || echo "size $d $n"
  done
  set -- $pids
else
  part files
  printf '%s\\n' "$state"
fi`

const buildScript = (about: About): string => {
  const hasService = serviceNameOf(about) !== undefined
  return `
${partFunction}
${cpuLook.trim()}
${networkLook.trim()}
${processLook.trim()}
nl='
'
${hasService ? serviceProcessesScript(about) : unitCgroupScript(undefined)}
files=''; for p; do files="$files /proc/$p/status /proc/$p/limits"; done
said=$(grep -H -s -e '^[0-9]' -e '^btime' -e '^VmRSS:' -e '^Max open files' /proc/sys/fs/file-nr /proc/sys/net/ipv4/tcp_mem /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max /proc/stat $files)
cpu_look 1
network_look 1
while read -r l; do case $l in TCP:*) echo "sockstat $l";; esac; done </proc/net/sockstat
[ -r /proc/net/sockstat6 ] && while read -r l; do case $l in TCP6:*) echo "sockstat6 $l";; esac; done </proc/net/sockstat6
IFS=$nl; told '/proc/sys/net/*'; unset IFS
part files
case $said in /proc/sys/fs/file-nr:*) l=\${said%%"$nl"*}; printf 'file-nr %s\\n' "\${l#*:}";; esac
${hasService ? serviceLook.trim() : ''}
${sampleSleep}
cpu_look 2
network_look 2
${hasService ? '[ $# -eq 0 ] || process_look 2 "$@"' : ''}`
}

/** One pass over the service's processes and over what the kernel counts, with a pause between two looks. */
export const processesCollection: Collection = {
  kind: 'collection',
  id: 'processes',
  label: 'processes',
  subjectOf: serviceNameOf,
  script: buildScript,
  limitBytes: 262_144,
  mayHang: true,
  isQuiet: true,
  price: { forks: 4, cpu: 'middle' },
}
