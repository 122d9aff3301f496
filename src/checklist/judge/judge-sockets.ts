import { counted } from '../../lib/counted.ts'
import { percent } from '../../lib/render-figure.ts'
import type { Listener } from '../../probe/listeners.ts'
import type { Finding } from '../finding.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** From here on the next burst meets the limit. */
const nearShare = 0.95
/** Waiting connections that a busy but sound server may show at any moment. */
const harmlessQueue = 4

/** File descriptors, accept queues and connection tracking of one host. */
export function judgeSockets(view: View, host: string): readonly Finding[] {
  const files = view.look('files', host)
  const network = view.look('network', host)
  const listeners = view.look('listeners', host)
  return [
    ...(files ? judgeFiles(files) : []),
    ...(network ? judgeNetwork(network) : []),
    ...(listeners ? judgeAcceptQueue(view, listeners) : []),
    ...judgeLocalPorts(view, host),
  ]
}

function judgeFiles(look: Look<'files'>): readonly Finding[] {
  const { open, max, processes } = look.value
  const full = processes.filter((each) => each.limit > 0 && (each.open ?? 0) >= each.limit * nearShare)
  const worst = full[0]
  const on = { place: look.host, host: look.host, facts: { open, max, processes: full.length } }
  if (worst !== undefined) {
    return [
      makeFinding('resources', [look], {
        ...on,
        id: 'files-exhausted',
        weight: 'fail',
        topic: 'processes out of file descriptors',
        facts: { ...on.facts, pid: worst.pid, name: worst.name },
        text: `${worst.name} (pid ${worst.pid}) on ${look.host} has ${worst.open ?? 0} of ${worst.limit} file descriptors open`,
      }),
    ]
  }
  if (max > 0 && open >= max * nearShare) {
    const text = `${open} of ${max} file descriptors of ${look.host} are open`
    const topic = 'host out of file descriptors'
    return [makeFinding('resources', [look], { ...on, id: 'files-exhausted', weight: 'fail', topic, text })]
  }
  const text = `${open} file descriptors open on ${look.host}`
  return [makeFinding('resources', [look], { ...on, id: 'files-ok', weight: 'clear', topic: 'descriptors fine', text })]
}

/** Only what grew while we looked counts: the totals since boot say nothing about now. */
function judgeNetwork(look: Look<'network'>): readonly Finding[] {
  const { listenOverflows, listenDrops, conntrack, sampleMs } = look.value
  const on = { place: look.host, host: look.host, facts: { listenOverflows, listenDrops } }
  const findings: Finding[] = []
  if (listenOverflows > 0) {
    findings.push(
      makeFinding('resources', [look], {
        ...on,
        id: 'accept-queue-overflowing',
        weight: 'fail',
        topic: 'connections dropped at a full accept queue',
        text: `${counted(listenOverflows, 'connection')} dropped at a full accept queue on ${look.host} within ${sampleMs} ms`,
      }),
    )
  }
  if (conntrack !== undefined && conntrack.max > 0 && conntrack.count >= conntrack.max * nearShare) {
    findings.push(
      makeFinding('resources', [look], {
        ...on,
        id: 'conntrack-full',
        weight: 'fail',
        facts: { ...on.facts, trackedMax: conntrack.max },
        topic: 'connection tracking table full',
        text: `connection tracking on ${look.host} is ${percent(conntrack.count / conntrack.max)} full: ${conntrack.count < conntrack.max ? 'soon ' : ''}new connections are dropped`,
      }),
    )
  }
  if (findings.length > 0) return findings
  const text = `no dropped connections on ${look.host}`
  return [makeFinding('resources', [look], { ...on, id: 'network-ok', weight: 'clear', topic: 'no drops', text })]
}

/** Connections to one address and port each need a local port of their own: when all are taken, no more can be opened. */
function judgeLocalPorts(view: View, host: string): readonly Finding[] {
  const look = view.look('connections', host)
  const limits = view.look('kernel-limits', host)
  if (look === undefined || limits === undefined) return []
  const { first, last } = limits.value.localPorts
  const count = last - first + 1
  const byPeer = Map.groupBy(look.value.peers, ({ address, port }) => `${address}:${port}`)
  return [...byPeer].flatMap(([peer, groups]) => {
    const used = groups.reduce((sum, group) => sum + group.count, 0)
    if (!(count > 0 && used >= count * nearShare)) return []
    return [
      makeFinding('resources', [look, limits], {
        id: 'local-ports-exhausted',
        weight: 'fail',
        place: host,
        topic: `no local ports left towards ${peer}`,
        text: `connections to ${peer} take ${used} of the ${count} local ports of ${host}`,
        host,
        facts: { used, count, peer },
      }),
    ]
  })
}

/** The accept queues of the application's port and, on the balancer's host, of every port. */
function judgeAcceptQueue(view: View, look: Look<'listeners'>): readonly Finding[] {
  const isBalancer = view.service.balancer?.host === look.host
  return look.value.sockets
    .filter((socket) => isBalancer || socket.port === view.service.port)
    .flatMap((socket) => judgeQueue(look, socket))
}

function judgeQueue(look: Look<'listeners'>, socket: Listener): readonly Finding[] {
  const { port, queued, backlog } = socket
  const on = { place: look.host, host: look.host, facts: { port, queued, backlog: backlog ?? -1 } }
  const of = backlog === undefined ? '' : ` of ${backlog}`
  const text = `${queued}${of} connections wait to be accepted on port ${port} of ${look.host}`
  if (backlog !== undefined && backlog > 0 && queued >= backlog) {
    const topic = `accept queue of port ${port} full`
    return [makeFinding('resources', [look], { ...on, id: 'accept-queue-full', weight: 'fail', topic, text })]
  }
  if (queued > harmlessQueue) {
    const topic = `connections wait on port ${port}`
    return [makeFinding('resources', [look], { ...on, id: 'accept-queue-growing', weight: 'warn', topic, text })]
  }
  const topic = `accept queue of port ${port} short`
  return [makeFinding('resources', [look], { ...on, id: 'accept-queue-ok', weight: 'clear', topic, text })]
}
