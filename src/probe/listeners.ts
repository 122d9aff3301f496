import type { Output } from './execute.ts'
import { parseFigure } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { parseHexAddress, parseSocketAddress } from './socket-address.ts'
import { socketsCollection } from './sockets-collection.ts'
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

export const listenersProbe: SectionProbe<'listeners', ListenersValue> = {
  id: 'listeners',
  label: 'listening sockets',
  reads: socketsCollection,
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
