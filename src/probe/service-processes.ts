import { quote } from '../lib/quote.ts'
import type { About } from './collection.ts'
import type { Output } from './execute.ts'
import { pidsOfFunction } from './pids-of.ts'
import { explainOutput } from './section-lines.ts'
import { unitCgroupScript } from './unit-cgroup.ts'
import { unitName } from './unit-name.ts'
import { type Unseen, unseen } from './unseen.ts'

/** More than any sane pool of workers; a fork bomb stays readable. */
const processLimit = 128

/**
 * Shell that sets the positional parameters to the pids of the service and `state` to `from <source>`, or to
 * `none <reason> <detail>` and sets none. In this order: the unit's cgroup; the cgroup systemd tells; the sockets on the
 * port (`ss` names processes of the same user and, from iproute2 5.9 with cgroup v2, the cgroup for everyone); a pid file or
 * a process named like the unit, where there is no systemd.
 */
export function serviceProcessesScript({ unit, port }: About): string {
  const name = unit === undefined ? '' : unitName(unit).replace(/(@.*)?\.[a-z]+$/, '')
  return `
${unitCgroupScript(unit)}
port=${quote(port === undefined ? '' : String(port))}; name=${quote(name)}
set --
${pidsOfFunction}
members() {
  for f in "$1"/cgroup.procs "$1"/*/cgroup.procs; do [ -r "$f" ] && while read -r p; do pids="$pids $p"; done <"$f"; done
}
pids=''; state=''
[ -r /proc/1/stat ] || state='none denied /proc is mounted with hidepid, processes of other users are hidden'
if [ -n "$cgroup" ]; then members "$tree$cgroup"; state="from cgroup $cgroup"
elif [ -n "$unit" ] && [ -d /run/systemd/system ]; then
  if cgroup=$(systemctl show --property=ControlGroup -- "$unit"); then
    cgroup=\${cgroup#ControlGroup=}
    [ -z "$cgroup" ] || for t in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do members "$t$cgroup"; done
    if [ -n "$pids" ]; then state="from cgroup $cgroup"
    elif [ -z "$cgroup" ]; then state="from unit without processes"
    else state="none unsupported the cgroup $cgroup is not visible here"; fi
  else state='none denied systemctl did not tell the cgroup'; fi
else
  if [ -n "$port" ] && command -v ss >/dev/null 2>&1; then
    sockets=$(ss -ltnp "sport = :$port" 2>/dev/null); i=0
    while [ $i -lt ${processLimit} ]; do
      case $sockets in *pid=*) sockets=\${sockets#*pid=}; i=$((i + 1));; *) break;; esac
      p=\${sockets%%[!0-9]*}
      case " $pids " in *" $p "*) ;; *) pids="$pids $p";; esac
    done
    if [ -n "$pids" ]; then state="from port $port"
    else
      sockets=$(ss -ltn --cgroup "sport = :$port" 2>/dev/null)
      case $sockets in *cgroup:/*) cgroup=\${sockets#*cgroup:}; cgroup=\${cgroup%%[!-A-Za-z0-9_.@:\\\\/]*};; *) cgroup='';; esac
      case $cgroup in ''|/) ;; *) members "/sys/fs/cgroup$cgroup"; [ -z "$pids" ] || state="from cgroup $cgroup";; esac
    fi
  fi
  if [ -z "$pids" ] && [ -n "$name" ]; then
    for f in "/run/$name.pid" "/run/$name/$name.pid"; do
      if [ -z "$pids" ] && [ -r "$f" ] && read -r p <"$f" && [ -e "/proc/$p/stat" ]; then
        pids="$p $(pids_of '' "$p")"; state="from pidfile $f"
      fi
    done
    if [ -z "$pids" ]; then
      pids=$(pids_of "$name" '')
      [ -z "$pids" ] || state="from name $name"
    fi
  fi
fi
case $pids$state in '')
  if [ -n "$port" ]; then state="none denied the process behind port $port is shown to its own user and to root only"
  else state='none not-found no unit, no port and no process of that name'; fi;;
esac
for p in $pids; do case $p in *[!0-9]*) ;; *) [ $# -lt ${processLimit} ] && [ -r "/proc/$p/stat" ] && set -- "$@" "$p";; esac; done
[ $# -gt 0 ] || [ -z "$pids" ] || [ -r /proc/1/stat ] || state='none denied /proc is mounted with hidepid, processes of other users are hidden'`.trim()
}

/** Why the script found no processes; undefined when it found them or found that there are none. */
export function unseenProcesses(lines: readonly string[], output: Output): Unseen | undefined {
  const line = lines.find((line) => /^(from|none) /.test(line))
  if (line === undefined) return explainOutput(output, 'the section did not say which processes it looked at')
  const match = /^none (denied|unsupported|not-found) (.+)$/.exec(line)
  if (!match) return undefined
  const reason = match[1] as 'denied' | 'unsupported' | 'not-found'
  return unseen(reason, match[2] ?? '', reason === 'denied' ? fixOf(match[2] ?? '') : undefined)
}

function fixOf(detail: string): string {
  if (detail.includes('hidepid'))
    return "add the user to the group of /proc's gid= option, or: mount -o remount,hidepid=0 /proc"
  if (detail.includes('systemctl')) return 'systemctl needs D-Bus for users other than root: install dbus'
  return 'name the service’s unit in services.yml, so that its processes are found by their cgroup'
}
