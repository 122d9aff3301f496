import type { Collection } from './collection.ts'
import type { Output } from './execute.ts'
import { parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { parseHexAddress, parseSocketAddress } from './socket-address.ts'
import { type Parsed, seen } from './unseen.ts'

/** Listening TCP sockets, at most 400. */
export interface ListenersValue {
  readonly sockets: readonly Listener[]
}

export interface Listener {
  /** `127.0.0.1`, `0.0.0.0`, `::`, `*`. */
  readonly address: string
  readonly port: number
  /** Connections waiting to be accepted (Recv-Q). */
  readonly queued: number
  /** Room for them (Send-Q, the effective backlog); absent where the source does not tell. */
  readonly backlog?: number
  /** Only for processes of the same user, or as root. */
  readonly process?: string
  readonly pid?: number
}

/** Without iproute2 (Alpine, small images) the kernel's own table: state 0A is LISTEN. A header shows that the table was read. */
const script = `
if command -v ss >/dev/null 2>&1; then ss -ltnp | head -n 401 | cut -c1-600
else
  for f in /proc/net/tcp /proc/net/tcp6; do
    [ -e $f ] && grep -h -E 'local_address|^ *[0-9]+: [0-9A-F]+:[0-9A-F]+ [0-9A-F]+:[0-9A-F]+ 0A ' $f | head -n 401
  done
fi`

const listenersCollection: Collection = {
  kind: 'collection',
  id: 'listeners',
  label: 'listening sockets',
  script: () => script,
  limitBytes: 262_144,
  price: { forks: 4, cpu: 'low' },
}

export const listenersProbe: SectionProbe<'listeners', ListenersValue> = {
  id: 'listeners',
  label: 'listening sockets',
  reads: listenersCollection,
  source: () => 'ss -ltnp',
  parse: parseListeners,
}

export function parseListeners(output: Output): Parsed<ListenersValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  if (!lines.some((line) => /^State +Recv-Q|^ *sl +local_address/.test(line))) {
    return explainOutput(output, 'ss printed no table of sockets')
  }
  return seen({ sockets: lines.flatMap((line) => parseSsLine(line) ?? parseProcLine(line) ?? []) })
}

/** `LISTEN 0 128 127.0.0.1:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))`. */
function parseSsLine(line: string): Listener | undefined {
  const match = /^LISTEN +(\d+) +(\d+) +(\S+) +\S+ *(.*)$/.exec(line)
  const local = parseSocketAddress(match?.[3] ?? '')
  if (!match || !local) return undefined
  const owner = /users:\(\("(.*?)",pid=(\d+),/.exec(match[4] ?? '')
  const pid = parseFigure(owner?.[2])
  return {
    ...local,
    queued: Number(match[1]),
    backlog: Number(match[2]),
    ...(owner?.[1] === undefined ? {} : { process: owner[1] }),
    ...(pid === undefined ? {} : { pid }),
  }
}

/** `0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 …`: the last is tx_queue:rx_queue, rx the accept queue. Source: proc_net_tcp.rst. */
function parseProcLine(line: string): Listener | undefined {
  const match = /^ *\d+: (\S+) \S+ 0A [0-9A-F]{8}:([0-9A-F]{8}) /.exec(line)
  const local = parseHexAddress(match?.[1] ?? '')
  return match && local ? { ...local, queued: Number.parseInt(match[2] ?? '', 16) } : undefined
}
