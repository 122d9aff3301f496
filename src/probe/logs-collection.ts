import { type About, type Collection } from './collection.ts'
import { pidsOfFunction } from './pids-of.ts'
import { partFunction } from './section-part.ts'
import { tellUserFunction, tellUserWithoutJournal } from './system-journal.ts'
import { unitCgroupScript } from './unit-cgroup.ts'

/** Lines of mm/oom_kill.c: the reason comes before the kill, as 'Kill process' before Linux 5.0, as 'oom-kill:' since. */
const kills = 'Kill(ed)? process|oom-kill:constraint='

/** The last 41 of the wanted lines, after `log <which>` when there was a log at all. Written for mawk, gawk and busybox. */
const lastKills = `awk -v log="$which" '
/^-- No entries --$/ || /${kills}/ { kept[n++ % 41] = substr($0, 1, 600) }
END { if (NR) print "log " log; for (i = n > 41 ? n - 41 : 0; i < n; i++) print kept[i % 41] }'`

/**
 * dmesg needs no disk but is closed to others than root by kernel.dmesg_restrict on many systems; the journal is asked then. A kernel
 * that counts no kill since boot (Linux 4.13 and later) has none to tell: neither is asked.
 */
const oomScript = ({ unit }: About): string => `
part oom
${unitCgroupScript(unit)}
count=$(grep '^oom_kill ' /proc/vmstat)
[ -z "$count" ] || echo "$count"
if [ -n "$cgroup" ]; then
  for f in "/sys/fs/cgroup$cgroup/memory.events" "/sys/fs/cgroup/memory$cgroup/memory.oom_control"; do
    [ -r "$f" ] && while read -r k v; do [ "$k" = oom_kill ] && echo "unit $v"; done <"$f"
  done
fi
read -r up _ </proc/uptime; echo "clock \${now% *} $up"
if [ "$count" = 'oom_kill 0' ]; then echo 'log counter'
else
  log=''; read -r restricted </proc/sys/kernel/dmesg_restrict
  if [ "$restricted" != 1 ] || [ -r /proc/1/environ ]; then which=dmesg; log=$(dmesg 2>/dev/null | ${lastKills}); fi
  if [ -n "$log" ]; then printf '%s\\n' "$log"
  elif command -v journalctl >/dev/null 2>&1; then
    ${tellUserWithoutJournal}
    which=journal; journalctl -k -o short-unix -n 5000 --no-pager | ${lastKills}
  else tell_user; fi
fi`

/**
 * The newest log that is not empty. HAProxy without rsyslog logs to the journal, which says more than another proxy's
 * empty log beside it; else an empty error log is good news, and better than none.
 */
const proxyScript = `
part proxy-log
logs='/var/log/nginx/error.log /var/log/haproxy.log /var/log/haproxy/haproxy.log /var/log/apache2/error.log /var/log/httpd/error_log'
echo "clock $now"
denied=''
for d in /var/log/nginx /var/log/haproxy /var/log/apache2 /var/log/httpd; do
  [ -d $d ] && [ ! -x $d ] && { denied=$d; echo "denied $d"; }
done
empty=''; log=''
for f in $logs; do
  if [ -s $f ]; then { [ -z "$log" ] || [ $f -nt $log ]; } && log=$f
  elif [ -e $f ]; then empty=$f; fi
done
haproxy=''
[ -n "$log" ] || { command -v journalctl >/dev/null 2>&1 && [ -n "$(pids_of haproxy '')" ] && haproxy=runs; }
[ -n "$log" ] || [ -n "$haproxy" ] || log=$empty
if [ -n "$log" ]; then
  echo "path $log"
  if [ -r "$log" ]; then tail -n 60 "$log" | awk '{ print "> " substr($0, 1, 1000) }'
  else denied=$log; echo "denied $log"; fi
elif [ -n "$haproxy" ]; then
  echo 'path journalctl --unit=haproxy.service'
  journalctl --unit=haproxy.service -n 60 -o short-unix --no-pager | awk '{ print "> " substr($0, 1, 1000) }'
fi
[ -z "$denied$haproxy" ] || tell_user`

/** What the kernel and the proxy wrote down. */
export const logsCollection: Collection = {
  kind: 'collection',
  id: 'logs',
  label: 'logs',
  subjectOf: ({ unit }) => unit,
  script: (about) => `
${partFunction}
${pidsOfFunction}
${tellUserFunction}
now=$(date '+%s %z')
${oomScript(about).trim()}
${proxyScript.trim()}`,
  timeoutMs: 5000,
  limitBytes: 196_608,
  mayHang: true,
  price: { forks: 6, cpu: 'high' },
}
