import type { Output } from './execute.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { parseHexAddress, parseSocketAddress } from './socket-address.ts'
import { socketsCollection } from './sockets-collection.ts'
import { type Parsed, seen } from './unseen.ts'

/** TCP connections of the host, counted by state, remote and local port. */
export interface ConnectionsValue {
  /** State as `ss` prints it: ESTAB, SYN-SENT, CLOSE-WAIT, TIME-WAIT … */
  readonly states: Readonly<Record<string, number>>
  /** The most numerous groups of outgoing connections, at most 50. */
  readonly peers: readonly {
    readonly address: string
    readonly port: number
    readonly state: string
    readonly count: number
  }[]
  /** Connections on the application's port. */
  readonly onPort?: { readonly established: number; readonly closeWait: number }
}

export const connectionsProbe: SectionProbe<'connections', ConnectionsValue> = {
  id: 'connections',
  label: 'connections',
  reads: socketsCollection,
  source: () => 'ss -tan, counted by state and peer',
  parse: parseConnections,
  shown: [[/^port \d+$/], [/^table$/], [/^(?:state|own|peer) /, '']],
}

/** States of include/net/tcp_states.h under the names that ss gives them. */
const stateNames: Readonly<Record<string, string>> = {
  '01': 'ESTAB',
  '02': 'SYN-SENT',
  '03': 'SYN-RECV',
  '04': 'FIN-WAIT-1',
  '05': 'FIN-WAIT-2',
  '06': 'TIME-WAIT',
  '07': 'UNCONN',
  '08': 'CLOSE-WAIT',
  '09': 'LAST-ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
  '0C': 'SYN-RECV',
}

export function parseConnections(output: Output): Parsed<ConnectionsValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  // The header was counted: an empty table is an empty table, and not a command that failed.
  if (!lines.includes('table')) return explainOutput(output, 'ss printed no table of sockets')
  const states = countsOf(lines, 'state')
  const own = countsOf(lines, 'own')
  const onPort = { established: own.ESTAB ?? 0, closeWait: own['CLOSE-WAIT'] ?? 0 }
  return seen({ states, peers: peersOf(lines), ...(lines.some((line) => /^port \d+$/.test(line)) ? { onPort } : {}) })
}

function countsOf(lines: readonly string[], word: 'state' | 'own'): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const line of lines) {
    const match = /^(state|own) ([A-Z0-9-]+) (\d+)$/.exec(line)
    if (match?.[1] !== word) continue
    const state = nameOf(match[2] ?? '')
    counts[state] = (counts[state] ?? 0) + Number(match[3])
  }
  return counts
}

function peersOf(lines: readonly string[]): ConnectionsValue['peers'] {
  return lines.flatMap((line) => {
    const match = /^peer (\d+) ([A-Z0-9-]+) (\S+)$/.exec(line)
    const remote = parseHexAddress(match?.[3] ?? '') ?? parseSocketAddress(match?.[3] ?? '')
    return match && remote ? [{ ...remote, state: nameOf(match[2] ?? ''), count: Number(match[1]) }] : []
  })
}

function nameOf(state: string): string {
  return stateNames[state] ?? state
}
