import { isLoopbackUrl } from '../../lib/loopback.ts'
import { buildDatabaseAsk } from '../../probe/database.ts'
import { describeAsk } from '../../probe/describe-ask.ts'
import type { Ask } from '../../probe/execute.ts'
import { buildHttpAsk } from '../../probe/http.ts'
import { bot, type ProbeId } from '../../probe/reading.ts'
import { buildRedisAsk } from '../../probe/redis.ts'
import { buildTcpAsk } from '../../probe/tcp.ts'
import type { Endpoint, Service } from '../../service/service.ts'
import type { Observation } from '../observation.ts'
import { portSubject } from '../read/health-on.ts'
import type { StepId } from '../step.ts'

/** Several tries show a fault that only one of several servers has. */
const edgeTries = 4
const healthTries = 2
/** Longer than HAProxy's three retries of one second, shorter than an engineer's patience. */
const edgeTimeoutMs = 8000
const healthTimeoutMs = 5000
/** A check must never be what exhausts a database: so many hosts log in, the others only connect. */
const databaseHosts = 2

/** Every endpoint, from where it matters. */
export function planAsks(service: Service): readonly Observation[] {
  const vantages = service.hosts.length > 0 ? service.hosts : [bot]
  return [
    ...planEdge(service),
    ...vantages.flatMap((host) => planHealth(service, host)),
    ...vantages.flatMap((host, index) => planDatabase(service, host, index)),
    ...vantages.flatMap((host) => service.dependencies.map((endpoint) => planDependency(host, endpoint))),
  ]
}

/** What to ask of what, for one step. */
export interface AskPlan {
  readonly host: string
  readonly step: StepId
  readonly probe: ProbeId
  readonly subject: string
  readonly isEssential: boolean
}

/** An observation that asks an endpoint. */
export function planAsk(plan: AskPlan, ask: Ask): Observation {
  return { ...plan, source: describeAsk(ask), how: { kind: 'ask', ask } }
}

function planEdge({ url, requests }: Service): readonly Observation[] {
  if (url === undefined) return []
  const plan = { host: bot, step: 'edge', probe: 'edge', subject: url, isEssential: true } as const
  return [planAsk(plan, buildHttpAsk({ url, times: edgeTries, timeoutMs: edgeTimeoutMs, request: requests?.url }))]
}

function planHealth(service: Service, host: string): readonly Observation[] {
  const { health, port, requests } = service
  const plan = { host, step: 'health', isEssential: true } as const
  // On loopback it belongs to the hosts; `local` is one of them, the bot is none.
  if (health !== undefined && host === bot && isLoopbackUrl(health)) return []
  if (health !== undefined) {
    const ask = buildHttpAsk({ url: health, times: healthTries, timeoutMs: healthTimeoutMs, request: requests?.health })
    return [planAsk({ ...plan, probe: 'health', subject: health }, ask)]
  }
  if (port === undefined || host === bot) return []
  return [planAsk({ ...plan, probe: 'port', subject: portSubject(port) }, buildTcpAsk({ host: '127.0.0.1', port }))]
}

function planDatabase({ database }: Service, host: string, index: number): readonly Observation[] {
  if (database === undefined) return []
  const plan = { host, step: 'database', subject: database.label } as const
  const reach = buildTcpAsk({ host: database.host, port: database.port })
  const reached = planAsk({ ...plan, probe: 'dependency-tcp', isEssential: host !== bot }, reach)
  if (index >= databaseHosts) return [reached]
  return [planAsk({ ...plan, probe: 'database', isEssential: true }, buildDatabaseAsk(withUrl(database))), reached]
}

/** One dependency from one place. */
export function planDependency(host: string, endpoint: Endpoint): Observation {
  const plan = { host, step: 'dependencies', subject: endpoint.label, isEssential: true } as const
  return planAsk({ ...plan, probe: `dependency-${endpoint.kind}` }, dependencyAsk(withUrl(endpoint)))
}

function dependencyAsk(endpoint: Endpoint): Ask {
  switch (endpoint.kind) {
    case 'postgres':
      return buildDatabaseAsk(endpoint)
    case 'redis':
      return buildRedisAsk(endpoint)
    case 'http':
      return buildHttpAsk({ url: endpoint.url, request: endpoint.request })
    case 'tcp':
      return buildTcpAsk({ host: endpoint.host, port: endpoint.port })
    default:
      return endpoint.kind satisfies never
  }
}

/** A stored service holds no URL with a password: its label stands in, so that old readings can be judged again. */
export function withUrl(endpoint: Endpoint): Endpoint {
  return URL.canParse(endpoint.url) ? endpoint : { ...endpoint, url: endpoint.label }
}
