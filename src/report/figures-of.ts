import type { DatabaseValue } from '../probe/database.ts'
import type { HttpValue } from '../probe/http.ts'
import type { Reading } from '../probe/reading.ts'
import type { RedisAnswer } from '../probe/redis.ts'
import type { Unit } from '../probe/units.ts'

/** One figure of a reading that can be compared with the same figure of an earlier report. */
export interface Figure {
  /** What and where: 'db1/orders connections'. */
  readonly name: string
  readonly value: number | string
  readonly unit?: string
  /** Differences below it happen by themselves. */
  readonly noise: number
  /** Only ever grows: its increase is what counts. */
  readonly isCounter?: boolean
}

/** The figures of one reading; none of what was not seen. */
export function figuresOf(reading: Reading): readonly Figure[] {
  if (reading.outcome.kind !== 'seen') return []
  const { host, subject } = reading
  switch (reading.probe) {
    case 'load':
      return seen(reading, ({ one, cores }) => [{ name: `load per core on ${host}`, value: one / cores, noise: 0.5 }])
    case 'memory':
      return seen(reading, ({ totalBytes, availableBytes }) => [
        percent(`memory on ${host}`, 1 - availableBytes / totalBytes, 5),
      ])
    case 'disk':
      return seen(reading, ({ mounts }) =>
        mounts.map(({ mount, used }) => percent(`disk ${mount} on ${host}`, used, 2)),
      )
    case 'oom':
      return seen(reading, ({ killsSinceBoot }) =>
        killsSinceBoot === undefined ? [] : [counter(`processes killed for memory on ${host}`, killsSinceBoot)],
      )
    case 'units':
      return seen(reading, ({ units }) => units.flatMap((unit) => unitFigures(unit, host)))
    case 'release':
      return seen(reading, ({ target, changedAt }) => [word(`release on ${host}`, target ?? changedAt)])
    case 'balancer-servers':
      return seen(reading, ({ servers }) =>
        servers.map(({ backend, name, status }) => word(`server ${backend}/${name} on ${host}`, status)),
      )
    case 'pooler':
      return seen(reading, ({ pools }) =>
        pools.map(({ database, user, clientsWaiting }) => ({
          name: `clients waiting for pool ${database}/${user}`,
          value: clientsWaiting,
          noise: 1,
        })),
      )
    case 'database':
    case 'dependency-postgres':
      return seen(reading, (value) => databaseFigures(value, subject))
    case 'dependency-redis':
      return seen(reading, (value) => (value.kind === 'answered' ? redisFigures(value, subject) : []))
    case 'edge':
    case 'health':
    case 'dependency-http':
      return seen(reading, (value) => [word(`${subject} from ${host} answers`, answersOf(value))])
    default:
      return []
  }
}

function seen<V>(
  reading: { readonly outcome: { readonly kind: string; readonly value?: V } },
  figures: (value: V) => readonly Figure[],
): readonly Figure[] {
  return reading.outcome.value === undefined ? [] : figures(reading.outcome.value)
}

function unitFigures({ name, activeState, restarts, mainStartedAt }: Unit, host: string): readonly Figure[] {
  return [
    word(`${name} on ${host}`, activeState),
    counter(`${name} on ${host} restarted`, restarts),
    ...(mainStartedAt ? [word(`${name} on ${host} started`, mainStartedAt)] : []),
  ]
}

function databaseFigures(value: DatabaseValue, label: string): readonly Figure[] {
  if (value.kind !== 'answered') return [word(`${label} answers`, value.kind)]
  return [
    { name: `${label} connections`, value: value.usedConnections, noise: 5 },
    { name: `${label} max_connections`, value: value.maxConnections, noise: 1 },
  ]
}

function redisFigures({ connectedClients, rejectedConnections }: RedisAnswer, label: string): readonly Figure[] {
  return [
    ...(connectedClients === undefined ? [] : [{ name: `${label} clients`, value: connectedClients, noise: 10 }]),
    ...(rejectedConnections === undefined ? [] : [counter(`${label} refused a client`, rejectedConnections)]),
  ]
}

/** '503, 200': each status once, in the order seen. */
function answersOf({ tries }: HttpValue): string {
  return [...new Set(tries.map((each) => (each.kind === 'answered' ? `${each.status}` : each.failure)))]
    .sort()
    .join(', ')
}

function percent(name: string, ratio: number, noise: number): Figure {
  return { name, value: ratio * 100, unit: '%', noise }
}

function counter(name: string, value: number): Figure {
  return { name, value, noise: 1, isCounter: true }
}

function word(name: string, value: string): Figure {
  return { name, value, noise: 0 }
}
