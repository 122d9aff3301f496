import { foldNames } from '../../lib/fold-names.ts'
import { isLoopback, isWildcard } from '../../lib/loopback.ts'
import { bot } from '../../probe/reading.ts'
import type { Finding } from '../finding.ts'
import { healthOn } from '../read/health-on.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'

/** Whether anything listens on the application's port, and without systemd whether the process exists at all. */
export function judgeListening(view: View, host: string): readonly Finding[] {
  const look = view.look('listeners', host)
  const port = view.service.port ?? publicPort(view)
  if (look === undefined || port === undefined) return []
  const sockets = look.value.sockets.filter((socket) => socket.port === port)
  const guess = view.service.port === undefined ? { isPublic: true as const } : {}
  const facts = { port, ...guess }
  const base = { place: host, host, facts }
  if (sockets.length === 0) return [nothingListens(view, look, { host, port, ...guess })]
  const found = makeFinding('process', [look], {
    ...base,
    id: 'listening',
    weight: 'clear',
    topic: `port ${port} listening`,
    text: `something listens on port ${port} of ${host}`,
  })
  if (!sockets.every(({ address }) => isLoopback(address) && !isWildcard(address))) return [found]
  return [
    found,
    makeFinding('process', [look], {
      ...base,
      id: 'listening-on-loopback-only',
      weight: 'info',
      topic: `port ${port} listens for the host itself only`,
      text: `port ${port} of ${host} listens on ${sockets.map(({ address }) => address).join(', ')} only: other hosts are refused`,
    }),
  ]
}

/** Where users get no connection and one host without a balancer is all there is, it should listen where they knock. */
function publicPort(view: View): number | undefined {
  const { service } = view
  if (service.balancer !== undefined || service.hosts.length !== 1 || !URL.canParse(service.url ?? '')) return undefined
  const tries = view.looks('edge').flatMap((look) => (look.host === bot ? look.value.tries : []))
  const isWithoutAnswer = tries.length > 0 && tries.every((each) => each.kind === 'failed' && each.phase === 'connect')
  const { protocol, port } = new URL(service.url ?? '')
  return isWithoutAnswer ? Number(port) || (protocol === 'https:' ? 443 : 80) : undefined
}

function nothingListens(
  view: View,
  look: Look<'listeners'>,
  at: { host: string; port: number; isPublic?: true },
): Finding {
  const { host, ...facts } = at
  const serves = healthOn(view, host) === 'ok'
  const others = look.value.sockets.filter((socket) => !/^(sshd|systemd|init)/.test(socket.process ?? ''))
  const ports = [...new Set(others.map((socket) => socket.port))].sort((a, b) => a - b)
  const elsewhere = ports.length === 0 ? '' : `; listening there: ${foldNames(ports.map(String), 6)}`
  const aside = serves ? ', yet the application answers: is this the right port?' : ''
  return makeFinding('process', [look], {
    id: 'not-listening',
    weight: serves ? 'warn' : 'fail',
    place: host,
    host,
    topic: `nothing listens on port ${facts.port}`,
    text: `nothing listens on port ${facts.port} of ${host}${aside || elsewhere}`,
    facts,
  })
}
