import type { Failed, HttpAnswer } from '../../probe/answer.ts'
import type { BalancerServer } from '../../probe/balancer-servers.ts'
import type { HttpValue } from '../../probe/http.ts'
import { bot } from '../../probe/reading.ts'
import type { Endpoint, Service } from '../../service/service.ts'
import { relevantServers } from './relevant-servers.ts'
import { serverHost } from './server-host.ts'
import type { Look, View } from './view.ts'
import { type Asked, type Want, wantOf } from './wants.ts'

type Try = HttpAnswer | Failed

/** What was said, as against what only told how it wants to be asked; `want` where nothing else was told. */
export interface Said {
  readonly tries: readonly Try[]
  readonly want?: Want
}

/** What a host's health endpoint said. What the balancer gets as well, and takes the server out for, is said, whatever it wants. */
export function healthSaid(view: View, look: Look<'health'>): Said {
  const asked = askedHealth(view.service, look.subject)
  const isTold = (answer: Try) => isHeldAgainst(view, look.host, answer)
  return saidOf(look.value, asked, isTold)
}

/** What users get, as far as it was seen. */
export function edgeSaid(service: Service, value: HttpValue): Said {
  return saidOf(value, { key: 'url', url: service.url ?? value.url, request: service.requests?.url })
}

export function dependencySaid(endpoint: Endpoint, value: HttpValue): Said {
  return saidOf(value, { key: 'dependencies', url: endpoint.label, request: endpoint.request })
}

function askedHealth({ url, health, requests }: Service, subject: string): Asked {
  return { key: 'health', url: health ?? subject, request: requests?.health, publicUrl: url }
}

function saidOf({ tries }: HttpValue, asked: Asked, isTold: (answer: Try) => boolean = () => false): Said {
  const wants = tries.map((answer) => {
    const want = wantOf(answer, asked)
    return want !== undefined && isTold(answer) ? undefined : want
  })
  const said = tries.filter((_answer, index) => wants[index] === undefined)
  const want = said.length === 0 ? wants[0] : undefined
  return want === undefined ? { tries: said } : { tries: said, want }
}

/** HAProxy's own check of this host gets the very status, and calls the server down for it: it is a fact for users. */
function isHeldAgainst(view: View, host: string, answer: Try): boolean {
  if (answer.kind === 'failed') return false
  return checksOn(view, host).some(({ status, checkCode }) => status.startsWith('DOWN') && checkCode === answer.status)
}

/** A balancer's check of the application's answers passes on this host: its health was seen, though not by us. */
export function isVouchedFor(view: View, host: string): boolean {
  const servers = checksOn(view, host)
  return (
    servers.length > 0 && servers.every(({ status, checkStatus }) => status === 'UP' && checkStatus.startsWith('L7OK'))
  )
}

/** The balancers' servers that are this host; where none can be told to be, those that are no other host. */
function checksOn(view: View, host: string): readonly BalancerServer[] {
  if (host === bot) return []
  const byHost = serversByHost.get(view) ?? groupServers(view)
  serversByHost.set(view, byHost)
  return byHost.get(host) ?? byHost.get(undefined) ?? []
}

type ByHost = ReadonlyMap<string | undefined, readonly BalancerServer[]>

/** Kept beside each view: finding them compares every server with every host. */
const serversByHost = new WeakMap<View, ByHost>()

function groupServers(view: View): ByHost {
  const servers = view
    .looks('balancer-servers')
    .flatMap((look) =>
      relevantServers(view, look).map((server) => ({ server, of: serverHost(view, look.host, server) })),
    )
  const groups = Map.groupBy(servers, ({ of }) => of)
  return new Map([...groups].map(([host, group]) => [host, group.map(({ server }) => server)]))
}
