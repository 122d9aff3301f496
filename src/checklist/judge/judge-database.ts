import { counted } from '../../lib/counted.ts'
import type { PoolerValue } from '../../probe/pooler.ts'
import type { Endpoint } from '../../service/service.ts'
import type { Finding } from '../finding.ts'
import { describeFailure, nameFailure } from '../read/describe-failure.ts'
import type { Look, View } from '../read/view.ts'
import { judgeDatabaseValue } from './judge-database-value.ts'
import { makeFinding } from './make-finding.ts'
import { type UnresolvedName, unresolvedNames } from './unresolved-names.ts'

/** A client that waits this long for a pooled connection is a user who waits. */
const queueSeconds = 2

/** Whether the application can get a connection to its database, and every host can reach it. */
export function judgeDatabase(view: View): readonly Finding[] {
  const endpoint = view.service.database
  if (endpoint === undefined) return []
  const reached = view
    .looks('dependency-tcp')
    .filter((look) => look.subject === endpoint.label)
    .flatMap((look) => judgeReach(look, endpoint.label))
  const failed = reached.filter(({ id }) => id === 'database-unreachable')
  return [
    ...view.looks('database').flatMap((look) => judgeDatabaseValue(view, look, { step: 'database', endpoint })),
    ...reached,
    ...unresolvedNames(view, endpoint.host, failed).map((each) => unresolved(each, endpoint)),
    ...view.looks('pooler').flatMap((look) => judgePools(look, endpoint.label)),
  ]
}

function judgeReach(look: Look<'dependency-tcp'>, label: string): readonly Finding[] {
  if (!look.isFromHost) return []
  const on = { place: label, host: look.host }
  if (look.value.kind === 'answered') {
    const text = `${look.host} reaches ${label}`
    return [
      makeFinding('database', [look], {
        ...on,
        id: 'database-reachable',
        weight: 'clear',
        topic: 'reachable',
        text,
        facts: {},
      }),
    ]
  }
  return [
    makeFinding('database', [look], {
      ...on,
      id: 'database-unreachable',
      weight: 'fail',
      topic: `database: ${nameFailure(look.value)}`,
      text: `${label} from ${look.host}: ${describeFailure(look.value)}`,
      facts: { failure: look.value.failure, phase: look.value.phase },
    }),
  ]
}

function unresolved({ key, host, text }: UnresolvedName, endpoint: Endpoint): Finding {
  return makeFinding('database', [{ key }], {
    id: 'database-name-unresolved',
    weight: 'fail',
    place: endpoint.label,
    host,
    topic: 'the database name does not resolve',
    text,
    facts: { name: endpoint.host },
  })
}

function judgePools(look: Look<'pooler'>, label: string): readonly Finding[] {
  const waiting = look.value.pools.filter((pool) => pool.clientsWaiting > 0)
  const paused = look.value.paused ?? []
  if (waiting.length === 0 && paused.length === 0) {
    const text = `no client waits for a pooled connection at ${label}`
    const on = { place: label, host: look.host }
    return [
      makeFinding('database', [look], { ...on, id: 'pool-ok', weight: 'clear', topic: 'pool fine', text, facts: {} }),
    ]
  }
  return [
    ...waiting.map((pool) => judgePool(look, label, pool)),
    ...paused.map((name) => pausedPool(look, label, name)),
  ]
}

function judgePool(look: Look<'pooler'>, label: string, pool: PoolerValue['pools'][number]): Finding {
  const { clientsWaiting, maxWaitSeconds, serversActive } = pool
  const isStuck = maxWaitSeconds >= queueSeconds
  return makeFinding('database', [look], {
    id: isStuck ? 'pool-queueing' : 'pool-waiting',
    weight: isStuck ? 'fail' : 'warn',
    place: label,
    host: look.host,
    topic: 'clients wait for a pooled connection',
    text: `${counted(clientsWaiting, 'client')} waiting up to ${Math.round(maxWaitSeconds)} s for a connection of pool ${pool.database}/${pool.user}, ${serversActive > 0 ? `all ${serversActive} in use` : 'which has none'}`,
    facts: { waiting: clientsWaiting, seconds: maxWaitSeconds, serversActive, pool: `${pool.database}/${pool.user}` },
  })
}

function pausedPool(look: Look<'pooler'>, label: string, name: string): Finding {
  return makeFinding('database', [look], {
    id: 'pool-queueing',
    weight: 'fail',
    place: label,
    host: look.host,
    topic: 'the pool is paused',
    text: `pool ${name} is paused: its clients wait for an operator's RESUME`,
    facts: { paused: true, pool: name },
  })
}
