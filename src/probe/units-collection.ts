import { quote } from '../lib/quote.ts'
import type { About, Collection } from './collection.ts'
import { partFunction } from './section-part.ts'
import { unitName } from './unit-name.ts'

const stamps = ['ActiveEnter', 'InactiveEnter', 'ExecMainStart', 'ExecMainExit', 'StateChange'] as const
const properties = [
  'Id,LoadState,ActiveState,SubState,Result,ExecMainStatus,ExecMainCode,MainPID,NRestarts',
  ...stamps.map((stamp) => `${stamp}Timestamp,${stamp}TimestampMonotonic`),
  'MemoryCurrent,MemoryMax,TasksCurrent,TasksMax,StatusText,NeedDaemonReload,ConditionResult,Restart,ExecStart,User',
  'TriggeredBy,UnitFileState,WorkingDirectory,RuntimeDirectory,StateDirectory,CacheDirectory,LogsDirectory',
  'FragmentPath,SourcePath,DropInPaths,EnvironmentFiles',
].join(',')

/** Services beyond are not told: a host has a few hundred. */
const knownLimit = 1000

/** Names of units as words of a command. */
export function wordsOfUnits(units: readonly string[]): string {
  return units.map(unitName).map(quote).join(' ')
}

/**
 * `--timestamp=unix` came with systemd 251 (NEWS); before, times are printed in the host's zone under a name that cannot be
 * read back, so they are computed from the monotonic ones, for which `clock` tells the time of boot.
 */
function unitsScript({ units = [], expected = [] }: About): string {
  if (units.length === 0) return "echo 'unseen not-found no unit was named'"
  const words = wordsOfUnits(units)
  const show = `systemctl show --no-pager --property=${properties}`
  return `
if [ ! -d /run/systemd/system ]; then echo 'unseen unsupported no systemd on this host'
else
  printf 'asked %s\\n' ${words}
  shown=$(${show} --timestamp=unix -- ${words} 2>/dev/null) || {
    read -r up _ </proc/uptime; echo "clock $(date +%s) $up"
    shown=$(${show} -- ${words})
  }
  every=$shown; printf '%s\\n' "$shown"
${expected.length === 0 ? '' : listWhenUnknown(expected.length)}  echo 'failed units:'
  failed=$(systemctl list-units --failed --plain --no-legend --no-pager --full)
  first 30 "$failed"
fi`
}

/**
 * A name that systemd does not know is mostly a mistyped one: what it does know helps to mend it. The units that are
 * expected were asked for first; an empty line ends a unit.
 */
function listWhenUnknown(expected: number): string {
  return `
  i=0; unknown=''
  while [ $i -lt ${expected} ]; do
    case \${shown%%"$nl$nl"*} in *LoadState=not-found*) unknown=yes;; esac
    shown=\${shown#*"$nl$nl"}; i=$((i + 1))
  done
  [ -z "$unknown" ] || systemctl list-unit-files --type=service --no-legend --no-pager |
    awk 'NR <= ${knownLimit} { print "known " substr($1, 1, 256) }'
`
}

/** Paths of systemd units hold no spaces in practice; one that does is left out. Without systemd the names of OpenRC. */
function unitPaths(unit: string, at: number): string {
  return `
of=$every; i=0; while [ $i -lt ${at} ]; do case $of in *"$nl$nl"*) of=\${of#*"$nl$nl"};; *) of='';; esac; i=$((i + 1)); done
of=\${of%%"$nl$nl"*}
unit=${quote(unitName(unit))}; name=\${unit%.*}; name=\${name%%@*}
IFS=$nl; set -f; words=''
for l in $of; do
  case $l in FragmentPath=*|SourcePath=*|DropInPaths=*|EnvironmentFiles=*) l=\${l#*=}; l=\${l#-}; words="$words \${l%% (ignore_errors=*}";; esac
done
unset IFS; set -- $words; set +f
case $name in */*|'') ;; *) set -- "$@" "/etc/default/$name" "/etc/sysconfig/$name" "/etc/init.d/$name" "/etc/conf.d/$name";; esac`
}

/** The newest 20, by one awk that keeps no more than it prints. */
const newest = `
BEGIN { n = 0 }
{ at = $2 + 0; line[n] = substr($0, 1, 600); time[n] = at; n++
  if (n > 20) {
    oldest = 0
    for (i = 1; i < n; i++) if (time[i] < time[oldest]) oldest = i
    n--; line[oldest] = line[n]; time[oldest] = time[n]
  }
}
END {
  while (n > 0) {
    best = 0
    for (i = 1; i < n; i++) if (time[i] > time[best]) best = i
    print line[best]; n--; line[best] = line[n]; time[best] = time[n]
  }
}`.trim()

const filesScript = ({ unit, units = [] }: About): string => `
part config-files
set --
${unit === undefined ? '' : unitPaths(unit, Math.max(0, units.indexOf(unit))).trim()}
n=$#
for f in "$@" /etc/nginx /etc/haproxy; do case $f in /*) [ -e "$f" ] && set -- "$@" "$f";; esac; done
shift $n
if [ $# -eq 0 ]; then echo 'unseen not-found no unit file and no configuration of nginx or HAProxy'
else find -L "$@" -maxdepth 3 -type f -exec stat -L -c 'file %Y %n' {} + | awk ${quote(newest)}
fi`

/** What systemd tells of the service's units, of those that failed, and of the files they are made of. */
export const unitsCollection: Collection = {
  kind: 'collection',
  id: 'units',
  label: 'units',
  subjectOf: ({ units = [] }) => units.join(','),
  script: (about) => `
${partFunction}
nl='
'
first() { n=0; IFS=$nl; set -f; for l in $2; do [ $n -lt $1 ] && printf '%.300s\\n' "$l"; n=$((n + 1)); done; unset IFS; set +f; }
every=''
part units
${unitsScript(about).trim()}
${filesScript(about).trim()}`,
  mayHang: true,
  limitBytes: 131_072,
  price: { forks: 5, cpu: 'middle' },
}
