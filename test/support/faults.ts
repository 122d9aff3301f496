import type { Failed } from '../../src/probe/answer.ts'
import type { BalancerServer } from '../../src/probe/balancer-servers.ts'
import type { JournalLine } from '../../src/probe/journal.ts'
import type { Unit } from '../../src/probe/units.ts'
import { haproxy503, page, server, unit } from './healthy-values.ts'
import { ago, type Change, sees } from './readings.ts'

const apps = ['app1', 'app2']

/** How an ask fails. */
export function failed(failure: Failed['failure'], parts: Partial<Failed> = {}): Failed {
  return { kind: 'failed', failure, detail: failure, afterMs: 4000, phase: 'connect', ...parts }
}

export const noAnswer = failed('timed-out', { phase: 'answer' })

/** What users get, by tries. */
export function edge(...tries: readonly (ReturnType<typeof page> | Failed)[]): Change {
  return sees('edge', ['bot', 'lb1'], (healthy) => ({
    ...healthy,
    tries: tries.length === 1 ? healthy.tries.map(() => tries[0] ?? page(200)) : [...tries],
  }))
}

export const edgeDown = edge(haproxy503())

/** The unit of the application, as it stands on some hosts. */
export function appUnit(hosts: string | readonly string[], parts: Partial<Unit>): Change {
  return sees('units', hosts, (healthy) => ({
    ...healthy,
    units: healthy.units.map((each) => (each.name === 'gunicorn.service' ? { ...each, ...parts } : each)),
  }))
}

export function balancerUnit(parts: Partial<Unit>): Change {
  return sees('units', 'lb1', (healthy) => ({ ...healthy, units: [unit('haproxy', parts)] }))
}

/** Servers of the balancer that are not up. */
export function servers(parts: Partial<BalancerServer>, names: readonly string[] = apps): Change {
  return sees('balancer-servers', '*', (healthy) => {
    const changed = healthy.servers.map((each) =>
      names.includes(each.name) ? server(each.name, each.address ?? '', { secondsSinceChange: 60, ...parts }) : each,
    )
    const isDown = !changed.some((each) => each.status === 'UP')
    return {
      ...healthy,
      servers: changed,
      backends: healthy.backends.map((each) => (isDown ? { ...each, status: 'DOWN', activeServers: 0 } : each)),
    }
  })
}

export const refusedChecks = { status: 'DOWN', checkStatus: 'L4CON', checkDetail: 'Connection refused', checkCode: 0 }
export const checks503 = { status: 'DOWN', checkStatus: 'L7STS', checkDetail: 'Service Unavailable', checkCode: 503 }
export const checkTimeouts = { status: 'DOWN', checkStatus: 'L7TOUT', checkDetail: '', checkCode: 0 }

/** The health endpoint on some hosts. */
export function health(hosts: string | readonly string[], answer: ReturnType<typeof page> | Failed): Change {
  return sees('health', hosts, (healthy) => ({ ...healthy, tries: healthy.tries.map(() => answer) }))
}

/** Nothing listens on the application's port. */
export function deaf(hosts: string | readonly string[]): Change {
  return sees('listeners', hosts, {
    sockets: [{ address: '0.0.0.0', port: 22, queued: 0, backlog: 128, process: 'sshd' }],
  })
}

export function queue(hosts: string | readonly string[], queued: number, backlog = 2048): Change {
  return sees('listeners', hosts, { sockets: [{ address: '0.0.0.0', port: 8000, queued, backlog }] })
}

/** Lines of a unit's journal, written a few seconds before the run. */
export function logged(hosts: string | readonly string[], ...messages: readonly string[]): Change {
  return sees('journal', hosts, (healthy) => ({ ...healthy, lines: messages.map(line) }))
}

function line(message: string): JournalLine {
  return { at: ago(5), program: 'gunicorn', message }
}

/** The application does not run on some hosts, and everyone notices. */
export function stopped(hosts: readonly string[], parts: Partial<Unit>): readonly Change[] {
  const isAll = apps.every((host) => hosts.includes(host))
  return [
    appUnit(hosts, { mainPid: 0, inactiveSince: ago(60), stateChangedAt: ago(60), ...parts }),
    deaf(hosts),
    health(hosts, failed('refused')),
    sees('edge', hosts, (healthy) => ({ ...healthy, tries: [failed('refused')] })),
    servers(refusedChecks, hosts),
    sees('port', 'lb1', (healthy, { subject }) =>
      hosts.some((host) => subject.startsWith(host === 'app1' ? '10.0.0.11' : '10.0.0.12'))
        ? failed('refused')
        : healthy,
    ),
    sees('workers', hosts, { processes: [] }),
    ...(isAll ? [edgeDown] : []),
  ]
}

/** The application answers 503 to its health check on some hosts, and is taken out. */
export function unhealthy(hosts: readonly string[], body = ''): readonly Change[] {
  const isAll = apps.every((host) => hosts.includes(host))
  return [
    health(hosts, page(503, { statusText: 'Service Unavailable', body })),
    sees('edge', hosts, (healthy) => ({ ...healthy, tries: [page(503, { body })] })),
    servers(checks503, hosts),
    ...(isAll ? [edgeDown] : []),
  ]
}

/** The application accepts and never answers on some hosts. */
export function hanging(hosts: readonly string[]): readonly Change[] {
  const isAll = apps.every((host) => hosts.includes(host))
  return [
    health(hosts, noAnswer),
    sees('edge', hosts, (healthy) => ({ ...healthy, tries: [noAnswer] })),
    servers(checkTimeouts, hosts),
    ...(isAll ? [edgeDown] : []),
  ]
}
