import { counted } from '../../lib/counted.ts'
import { renderDuration } from '../../lib/duration.ts'
import type { BalancerServer } from '../../probe/balancer-servers.ts'
import type { AboutServer, Finding } from '../finding.ts'
import { describeFailure } from '../read/describe-failure.ts'
import { portSubject } from '../read/health-on.ts'
import { ownPart, relevantServers } from '../read/relevant-servers.ts'
import { serverHost } from '../read/server-host.ts'
import type { Look, View } from '../read/view.ts'
import type { StepId } from '../step.ts'
import { makeFinding } from './make-finding.ts'

/** What balancers think of each server, and whether their host reaches it. */
export function judgeBalancer(view: View): readonly Finding[] {
  return [
    ...view
      .looks('balancer-servers')
      .flatMap((look) => [
        ...relevantServers(view, look).flatMap((server) => judgeServer(view, look, server)),
        ...judgeBackends(view, look),
        ...judgeOthers(view, look),
        ...judgeRows(look),
        ...judgeFrontends(look),
        ...judgeFrontendLimits(look),
      ]),
    ...view.looks('port').flatMap((look) => judgeConnection(view, look)),
    ...judgeDeclaration(view),
  ]
}

/** services.yml names a part that the balancer does not have: then all of it was judged. */
function judgeDeclaration(view: View): readonly Finding[] {
  const host = view.service.balancer?.host
  const look =
    host === undefined ? undefined : (view.look('balancer-config', host) ?? view.looks('balancer-servers')[0])
  const missing = host === undefined ? undefined : ownPart(view, host).missing
  if (look === undefined || missing === undefined) return []
  const { key, wanted, existing } = missing
  const names = [...new Set(existing)].slice(0, namedParts)
  const there = names.length === 0 ? '' : `; it has ${names.join(', ')}${existing.length > names.length ? ' …' : ''}`
  return [
    makeFinding('health', [look], {
      id: 'balancer-part-missing',
      weight: 'warn',
      place: look.host,
      topic: `no ${key} of that name`,
      text: `${look.host} has no ${key} ${wanted}, which services.yml names${there}`,
      host: look.host,
      facts: { key, wanted },
    }),
  ]
}

/** Servers of other services that are down: worth a remark, and nothing to this one. */
function judgeOthers(view: View, look: Look<'balancer-servers'>): readonly Finding[] {
  const own = new Set(relevantServers(view, look))
  const down = look.value.servers.filter((server) => server.status.startsWith('DOWN') && !own.has(server))
  if (down.length === 0) return []
  const names = down.slice(0, namedParts).map(({ backend, name }) => `${backend}/${name}`)
  const rest = down.length > names.length ? ` and ${down.length - names.length} more` : ''
  return [
    makeFinding('health', [look], {
      id: 'servers-of-others-down',
      weight: 'info',
      place: look.host,
      topic: 'servers of other services are down',
      text: `servers of other services on ${look.host} are DOWN: ${names.join(', ')}${rest}`,
      host: look.host,
      facts: { balancer: look.host, servers: down.length },
    }),
  ]
}

/** Versions of HAProxy that print rows of no use must not hide the good ones, and not be silent about it. */
function judgeRows(look: Look<'balancer-servers'>): readonly Finding[] {
  const { rowsLeftOut = 0 } = look.value
  if (rowsLeftOut <= 0) return []
  const [has, was] = rowsLeftOut === 1 ? ['has', 'was'] : ['have', 'were']
  return [
    makeFinding('health', [look], {
      id: 'statistics-incomplete',
      weight: 'info',
      place: look.host,
      topic: 'rows of its statistics were left out',
      text: `${counted(rowsLeftOut, 'row')} of the statistics on ${look.host} ${has} no name or no status and ${was} left out`,
      host: look.host,
      facts: { balancer: look.host, rowsLeftOut },
    }),
  ]
}

/** Names told one by one. */
const namedParts = 8

/** What a server can be; whether it was taken out on purpose is a question of deployments. */
interface ServerDraft extends Pick<Finding, 'weight' | 'topic' | 'text'> {
  readonly id: Exclude<AboutServer, 'balancer-connects' | 'balancer-cannot-connect'>
  readonly step?: StepId
}

function judgeServer(view: View, look: Look<'balancer-servers'>, server: BalancerServer): readonly Finding[] {
  const place = `${look.host}: ${server.backend}/${server.name}`
  const facts = {
    balancer: look.host,
    server: server.name,
    backend: server.backend,
    address: server.address ?? '',
    status: server.status,
    checkStatus: server.checkStatus,
    checkCode: server.checkCode ?? 0,
    checkDetail: server.checkDetail,
    sinceSeconds: server.secondsSinceChange,
  }
  const on = aboutServer(serverHost(view, look.host, server))
  return draftsOf(server, place, waitingFor(look, server)).map(({ step = 'health', ...draft }) =>
    makeFinding(step, [look], { ...draft, ...on, place, facts }),
  )
}

/** A server may be a host of the service, or none that we know. */
function aboutServer(host: string | undefined): { readonly host?: string } {
  return host === undefined ? {} : { host }
}

function draftsOf(server: BalancerServer, place: string, waiting: number): readonly ServerDraft[] {
  const { status } = server
  const since = server.secondsSinceChange > 0 ? ` for ${renderDuration(server.secondsSinceChange * 1000)}` : ''
  if (status === 'MAINT (resolution)') {
    const text = `${place} is out of use: its name does not resolve`
    return [{ id: 'server-unresolved', weight: 'fail', topic: 'server name does not resolve', text }]
  }
  if (status.startsWith('MAINT')) {
    const text = `${place} is in maintenance${since}`
    return [{ id: 'server-in-maintenance', weight: 'warn', step: 'deploy', topic: 'in maintenance', text }]
  }
  if (/^(DRAIN|NOLB)/.test(status)) {
    const text = `${place} is draining${since}`
    return [{ id: 'server-draining', weight: 'warn', step: 'deploy', topic: 'draining', text }]
  }
  if (status.startsWith('DOWN')) {
    const text = `${place} is DOWN${since}${checkText(server)}`
    return [{ id: 'server-down', weight: 'fail', topic: `DOWN${checkTopic(server)}`, text }]
  }
  const isWaning = /^UP \d+\/\d+/.test(status)
  const text = `${place} is ${status}${isWaning ? checkText(server) : ''}`
  return [
    isWaning
      ? { id: 'server-flapping', weight: 'warn', topic: 'failing its checks', text }
      : { id: 'server-up', weight: 'clear', topic: 'balancer: servers up', text },
    ...atLimit(server, place, waiting),
  ]
}

/** Requests that wait for this server, or for whichever server of its backend is free first. */
function waitingFor(look: Look<'balancer-servers'>, server: BalancerServer): number {
  const backend = look.value.backends.find(({ name }) => name === server.backend)
  return server.queue + (backend?.queue ?? 0)
}

function atLimit(server: BalancerServer, place: string, waiting: number): readonly ServerDraft[] {
  const { sessions, sessionLimit } = server
  if (sessionLimit === undefined || sessionLimit <= 0 || sessions < sessionLimit || waiting <= 0) return []
  const text = `${place} has all ${sessionLimit} sessions in use and ${counted(waiting, 'request')} queued`
  return [{ id: 'server-at-limit', weight: 'fail', topic: 'all sessions in use, requests queued', text }]
}

function checkTopic(server: BalancerServer): string {
  return server.checkStatus === '' ? '' : ` (${server.checkStatus})`
}

function checkText(server: BalancerServer): string {
  const parts = [server.checkStatus, server.checkCode ? String(server.checkCode) : '', server.checkDetail]
  const text = parts.filter((part) => part !== '').join(' ')
  return text === '' ? '' : `: last check ${text}`
}

function judgeBackends(view: View, look: Look<'balancer-servers'>): readonly Finding[] {
  const names = new Set(relevantServers(view, look).map((server) => server.backend))
  return look.value.backends
    .filter((backend) => names.has(backend.name) && backend.status.startsWith('DOWN'))
    .map((backend) =>
      makeFinding('health', [look], {
        id: 'backend-down',
        weight: 'fail',
        place: `${look.host}: ${backend.name}`,
        topic: 'backend without a server',
        text: `backend ${backend.name} on ${look.host} has no server left`,
        facts: { balancer: look.host, backend: backend.name },
      }),
    )
}

/** Denials are counted since the balancer started: context for an answer that a rule made, never a fault by itself. */
function judgeFrontends(look: Look<'balancer-servers'>): readonly Finding[] {
  return look.value.frontends
    .filter((frontend) => frontend.deniedRequests > 0)
    .map((frontend) =>
      makeFinding('health', [look], {
        id: 'frontend-denying',
        weight: 'info',
        place: `${look.host}: ${frontend.name}`,
        topic: 'requests denied by rule',
        text: `frontend ${frontend.name} on ${look.host} has denied ${counted(frontend.deniedRequests, 'request')} since it started`,
        host: look.host,
        facts: { balancer: look.host, denied: frontend.deniedRequests },
      }),
    )
}

/** Beyond its maxconn HAProxy accepts nobody: who comes next waits in the kernel until one of the others leaves. */
function judgeFrontendLimits(look: Look<'balancer-servers'>): readonly Finding[] {
  return look.value.frontends
    .filter(({ sessions, limit }) => limit > 0 && sessions >= limit)
    .map(({ name, sessions, limit }) =>
      makeFinding('health', [look], {
        id: 'frontend-at-limit',
        weight: 'warn',
        place: look.host,
        topic: 'frontend at its maxconn',
        text: `frontend ${name} on ${look.host} has ${sessions} of ${limit} sessions in use and accepts no more`,
        host: look.host,
        facts: { program: 'haproxy', lacks: 'connections', sessions, limit },
      }),
    )
}

/** A TCP connection from the balancer's host to a server: tells a dead server from a blocked way. */
function judgeConnection(view: View, look: Look<'port'>): readonly Finding[] {
  const own = view.service.port
  if (!look.isFromHost || (own !== undefined && look.subject === portSubject(own))) return []
  const on = {
    place: `${look.host}: ${look.subject}`,
    ...aboutServer(serverHost(view, look.host, { name: '', address: look.subject })),
  }
  const facts = { balancer: look.host, address: look.subject }
  if (look.value.kind === 'answered') {
    return [
      makeFinding('health', [look], {
        ...on,
        id: 'balancer-connects',
        weight: 'clear',
        topic: 'the balancer reaches its servers',
        text: `${look.host} connects to ${look.subject}`,
        facts,
      }),
    ]
  }
  return [
    makeFinding('health', [look], {
      ...on,
      id: 'balancer-cannot-connect',
      weight: 'fail',
      topic: 'the balancer does not reach a server',
      text: `${look.host} cannot connect to ${look.subject}: ${describeFailure(look.value)}`,
      facts: { ...facts, failure: look.value.failure },
    }),
  ]
}
