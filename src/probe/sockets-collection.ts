import { quote } from '../lib/quote.ts'
import type { About, Collection } from './collection.ts'
import { partFunction } from './section-part.ts'

/**
 * Counts on the host, so that 60,000 connections come back as 50 lines. A connection whose local port someone listens on
 * came in; the kernel lists listening sockets first. `st`, `lo`, `re` are the columns of state, local and remote address.
 * Written for mawk, gawk and busybox.
 */
const count = `
$st == "State" || $st == "st" { read = 1; if (!headers++) heard[++n] = substr($0, 1, 600); next }
{ states[$st]++; lp = $lo; sub(/.*:/, "", lp) }
$st == "LISTEN" || $st == "0A" { listening[lp] = 1; if (n < 401) heard[++n] = substr($0, 1, 600); next }
lp == port { own[$st]++; next }
!(lp in listening) { peers[$st " " $re]++ }
END {
  for (i = 1; i <= n; i++) print heard[i]
  print "part connections"
  print "port " shown
  if (read) print "table"
  for (s in states) print "state", s, states[s]
  for (s in own) print "own", s, own[s]
  for (i = 0; i < 50; i++) {
    most = 0
    for (p in peers) if (peers[p] > most) { most = peers[p]; best = p }
    if (!most) break
    print "peer", most, best
    delete peers[best]
  }
}`.trim()

/** Without iproute2 (Alpine, small images) the kernel's own table: state 0A is LISTEN. A header shows that the table was read. */
const buildScript = ({ port }: About): string => `
${partFunction}
port=${quote(port === undefined ? '' : String(port))}
count=${quote(count)}
part listeners
if command -v ss >/dev/null 2>&1; then ss -tanp | awk -v st=1 -v lo=4 -v re=5 -v port="$port" -v shown="$port" "$count"
else
  set --; for f in /proc/net/tcp /proc/net/tcp6; do [ -e $f ] && set -- "$@" $f; done
  shown=$port; [ -z "$port" ] || port=$(printf '%04X' "$port")
  [ $# -gt 0 ] || set -- /proc/net/tcp
  awk -v st=4 -v lo=2 -v re=3 -v port="$port" -v shown="$shown" "$count" "$@"
fi`

/** One look at all TCP sockets: the kernel answers at once, in line with the others it costs least. */
export const socketsCollection: Collection = {
  kind: 'collection',
  id: 'sockets',
  label: 'sockets',
  subjectOf: ({ port }) => (port === undefined ? undefined : String(port)),
  script: buildScript,
  limitBytes: 262_144,
  price: { forks: 2, cpu: 'middle' },
}
