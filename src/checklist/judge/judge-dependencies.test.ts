import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { page } from '../../../test/support/healthy-values.ts'
import { ago, sees, serviceOf } from '../../../test/support/readings.ts'
import { type Judged, tellJudged } from '../../../test/support/tell-judged.ts'
import type { Blocker, DatabaseAnswer, SessionGroup } from '../../probe/database.ts'
import type { PoolerValue } from '../../probe/pooler.ts'
import type { RedisAnswer } from '../../probe/redis.ts'
import type { Endpoint } from '../../service/service.ts'

const endpoint = (kind: Endpoint['kind'], host: string, port: number): Endpoint => ({
  kind,
  host,
  port,
  label: `${kind}://${host}:${port}`,
  url: `${kind}://${host}:${port}`,
})
const others = serviceOf({
  dependencies: [endpoint('http', 'pay', 80), endpoint('tcp', 'mq1', 5672), endpoint('postgres', 'db9', 5432)],
})
const pooled = serviceOf({
  database: {
    kind: 'postgres',
    label: 'postgres://p@db1:6432/x',
    host: 'db1',
    port: 6432,
    url: 'postgres://p@db1:6432/x',
  },
})
const database = (parts: Partial<DatabaseAnswer>) =>
  sees('database', 'app1', (value) => ({ ...value, ...parts }) as DatabaseAnswer)
const refused = (code: string, message = 'no') =>
  sees('database', 'app1', { kind: 'refused-by-database', code, message, afterMs: 1 })
const group = (parts: Partial<SessionGroup>): SessionGroup => ({
  user: 'app',
  application: 'web',
  client: '10.0.0.11',
  state: 'active',
  count: 1,
  oldestSeconds: 1,
  waitingOnLock: 0,
  ...parts,
})
const blocker = (parts: Partial<Blocker>): Blocker => ({
  pid: 7,
  user: 'ops',
  client: '10.0.0.5',
  application: 'psql',
  state: 'idle in transaction',
  seconds: 840,
  waiters: 3,
  query: 'ALTER TABLE orders ADD x int',
  ...parts,
})
const full = (parts: Partial<DatabaseAnswer>) => database({ usedConnections: 97, ...parts })
const tangled = (...blockers: readonly Blocker[]) => database({ blockers })
const redis = (parts: Partial<RedisAnswer>) =>
  sees('dependency-redis', 'app1', { kind: 'answered', latencyMs: 1, ...parts })
const pool = (parts: Partial<PoolerValue['pools'][number]>, rest: Partial<PoolerValue> = {}) =>
  sees('pooler', '*', ({ pools }) => ({ pools: pools.map((each) => ({ ...each, ...parts })), ...rest }))
const http = (...tries: readonly Parameters<typeof f.health>[1][]) =>
  sees('dependency-http', 'app1', (value) => ({ ...value, tries }))
const missing = (url: string, status: number) => sees('dependency-http', 'app1', { url, tries: [page(status)] })
const nameless = (name: string) =>
  sees('resolve', 'app1', (value) => (value.name === name ? { ...value, addresses: [] } : value))

const databases: readonly Judged[] = [
  ['connections at the limit to the dot', [database({ maxConnections: 103, usedConnections: 90 })]],
  ['connections just below it', [database({ maxConnections: 103, usedConnections: 89 })]],
  ['connections at the limit', [database({ usedConnections: 88 })]],
  [
    'connections of the largest group',
    [
      full({
        sessions: [group({ count: 3 }), group({ count: 90, state: 'idle', oldestSeconds: 60 }), group({ count: 4 })],
      }),
    ],
  ],
  [
    'connections of two groups of one size',
    [full({ sessions: [group({ count: 3, user: 'a' }), group({ count: 3, user: 'b' })] })],
  ],
  [
    'connections of a moment',
    [full({ sessions: [group({ count: 9, oldestSeconds: 0.9, application: '', client: '' })] })],
  ],
  ['connections of nobody known', [full({ sessions: [group({ user: '', application: '', client: '' })] })]],
  ['connections in a state that is hidden', [full({ sessions: [group({ state: '' })] })]],
  ['connections without sessions', [full({ sessions: [] })]],
  ['a limit of nothing', [database({ maxConnections: 3, usedConnections: 3 })]],
  ['a long name of an application', [full({ sessions: [group({ application: 'x'.repeat(60) })] })]],
  ['a role at its limit', [database({ roleLimits: [{ role: 'app', limit: 10, used: 9 }] })]],
  [
    'a role below its limit',
    [
      database({
        roleLimits: [
          { role: 'app', limit: 10, used: 8 },
          { role: 'x', limit: -1, used: 1 },
          { role: 'y', limit: 0, used: 0 },
        ],
      }),
    ],
  ],
  [
    'a role and the database at their limits',
    [database({ roleLimits: [{ role: 'app', limit: 10, used: 10 }], databaseLimit: 20, databaseUsed: 18 })],
  ],
  ['a database below its limit', [database({ databaseLimit: 20, databaseUsed: 17 })]],
  ['a database that takes no connection', [database({ databaseLimit: 0, databaseUsed: 0 })]],
  ['a lock', [tangled(blocker({}))]],
  ['a lock of nobody known', [tangled(blocker({ user: '', client: '', application: '', query: '' }))]],
  ['a lock with a long query', [tangled(blocker({ query: `SELECT ${'x'.repeat(90)}` }))]],
  ['two sessions behind a lock', [tangled(blocker({ waiters: 2 }))]],
  ['a lock of nine seconds', [tangled(blocker({ seconds: 9.9 }))]],
  ['a lock of ten seconds', [tangled(blocker({ seconds: 10 }))]],
  [
    'the lock that most wait for',
    [tangled(blocker({ pid: 1, waiters: 3 }), blocker({ pid: 3, waiters: 5 }), blocker({ pid: 2, waiters: 5 }))],
  ],
  [
    'sessions that wait, by their own count',
    [
      database({
        blockers: [blocker({ waiters: 1 })],
        sessions: [group({ waitingOnLock: 2 }), group({ waitingOnLock: 4 })],
      }),
    ],
  ],
  ['sessions that wait for nobody known', [database({ sessions: [group({ waitingOnLock: 9 })] })]],
  [
    'a transaction left open',
    [database({ sessions: [group({ state: 'idle in transaction', oldestSeconds: 300, count: 3 })] })],
  ],
  [
    'an aborted transaction left open',
    [
      database({
        sessions: [group({}), group({ state: 'idle in transaction (aborted)', oldestSeconds: 301, application: '' })],
      }),
    ],
  ],
  [
    'a transaction open for a while',
    [database({ sessions: [group({ state: 'idle in transaction', oldestSeconds: 299 })] })],
  ],
  ['a session idle for long', [database({ sessions: [group({ state: 'idle', oldestSeconds: 9000 })] })]],
  ['a standby', [database({ isInRecovery: true, isReadOnly: true })]],
  ['a standby that says only so', [database({ isInRecovery: true })]],
  ['a database set to read only', [database({ isReadOnly: true })]],
  ['a connect just in time', [database({ connectMs: 1999 })]],
  ['a late connect', [database({ connectMs: 2000 })]],
  ['a database started just now', [database({ startedAt: ago(900) })]],
  ['a database started a while ago', [database({ startedAt: ago(901) })]],
  ['a database of no known start', [database({ startedAt: '' })]],
  ['no connection', [sees('database', 'app1', f.failed('refused'))]],
  ['no connection, seen from the bot', [sees('database', 'app1', f.failed('timed-out'))], undefined, 'app1'],
  ['no connection left', [refused('53300', 'sorry, too many clients already')]],
  ['a start', [refused('57P03', 'the database system is starting up')]],
  ['a shutdown', [refused('57P01')]],
  ['a crash', [refused('57P02')]],
  ['a broken connection', [refused('08006')]],
  ['a wrong password of ours', [refused('28P01')]],
  ['a database that does not exist', [refused('3D000')]],
  ['a table that is not ours to read', [refused('42501')]],
  ['an error of its own', [refused('XX000', `out of ${'x'.repeat(300)}`)]],
  ['a full pooler', [refused('08P01', 'no more connections allowed (max_client_conn)')], pooled],
  ['a pooler that let us wait', [refused('08P01', 'query_wait_timeout')], pooled],
  ['a pooler without its server', [refused('08P01', 'server login failed: FATAL x')], pooled],
  ['no way to the port', [sees('dependency-tcp', 'app1', f.failed('unroutable'))]],
  ['no way to the port from the bot', [sees('dependency-tcp', 'app1', f.failed('refused'))], undefined, 'app1'],
  ['a name that is not known', [nameless('db1')]],
  ['a pool that is fine', [], pooled],
  ['a client that waits', [pool({ clientsWaiting: 1, maxWaitSeconds: 1.9, serversActive: 1 })], pooled],
  ['clients that wait long', [pool({ clientsWaiting: 12, maxWaitSeconds: 2 })], pooled],
  [
    'clients that wait at a pool without a server',
    [pool({ clientsWaiting: 3, maxWaitSeconds: 9, serversActive: 0 })],
    pooled,
  ],
  ['a pool that is paused', [pool({}, { paused: ['x'] })], pooled],
  ['a pool that is paused with clients', [pool({ clientsWaiting: 2, maxWaitSeconds: 30 }, { paused: ['x'] })], pooled],
]

const dependencies: readonly Judged[] = [
  ['Redis that loads, by its error', [redis({ error: 'LOADING Redis is loading the dataset in memory' })]],
  ['Redis that loads, by its INFO', [redis({ isLoading: true })]],
  ['Redis that does not load', [redis({ isLoading: false })]],
  ['Redis without clients left', [redis({ error: 'ERR max number of clients reached' })]],
  ['Redis full', [redis({ maxMemoryBytes: 100, usedMemoryBytes: 98 })]],
  ['Redis just below', [redis({ maxMemoryBytes: 100, usedMemoryBytes: 97, evictionPolicy: 'noeviction' })]],
  ['Redis without a limit', [redis({ usedMemoryBytes: 97, evictionPolicy: 'noeviction' })]],
  ['Redis full that evicts', [redis({ maxMemoryBytes: 100, usedMemoryBytes: 100, evictionPolicy: 'allkeys-lru' })]],
  ['Redis that cannot save, by its error', [redis({ error: 'MISCONF Redis is configured to save' })]],
  ['Redis that cannot save, by its INFO', [redis({ lastSaveOk: false, stopsWritesOnSaveError: true })]],
  ['Redis that can save', [redis({ lastSaveOk: true, stopsWritesOnSaveError: true })]],
  ['Redis that may fail to save', [redis({ lastSaveOk: false })]],
  ['a replica without its master', [redis({ role: 'slave', masterLinkStatus: 'down' })]],
  ['a replica', [redis({ role: 'slave', masterLinkStatus: 'up' })]],
  ['a master', [redis({ role: 'master', masterLinkStatus: 'down' })]],
  ['Redis with an error of its own', [redis({ error: `ERR ${'x'.repeat(99)}` })]],
  ['Redis with an error about passwords of its own', [redis({ error: 'ERR script failed: NOAUTH' })]],
  ['Redis that wants a password', [redis({ error: 'NOAUTH Authentication required.' })]],
  ['Redis with one client', [redis({ connectedClients: 1, latencyMs: 999 })]],
  ['Redis just slow', [redis({ connectedClients: 2, latencyMs: 1000 })]],
  ['no Redis', [sees('dependency-redis', 'app1', f.failed('refused'))]],
  ['no Redis, from here neither', [sees('dependency-redis', ['app1', 'bot'], f.failed('timed-out'))]],
  ['a replica, seen from here', [redis({ role: 'slave' })], undefined, 'app1'],
  ['no Redis, seen from here', [sees('dependency-redis', 'app1', f.failed('refused'))], undefined, 'app1'],
  ['a name that is not known', [nameless('cache1')]],
  ['an http dependency seen from here', [], others, 'app1'],
  ['HTTP that answers', [http(page(404))], others],
  ['HTTP without what the address names', [missing('http://pay1:8080/healthz', 404)], others],
  ['HTTP that has given up what the address names', [missing('http://pay1:8080/healthz', 410)], others],
  ['HTTP without a page at its root', [missing('http://pay1:8080/', 404)], others],
  ['HTTP that forbids what the address names', [missing('http://pay1:8080/healthz', 403)], others],
  ['HTTP that answers in the end', [http(page(503), f.noAnswer, page(200, { totalMs: 2000 }))], others],
  ['HTTP that answers with an error', [http(page(503, { statusText: 'Service Unavailable' }))], others],
  ['HTTP that limits', [http(page(429))], others],
  ['HTTP that does not answer', [http(f.noAnswer, page(503))], others],
  ['HTTP never asked', [http()], others],
  ['TCP that accepts slowly', [sees('dependency-tcp', 'app1', { kind: 'answered', connectMs: 1000 })], others],
  ['TCP that refuses', [sees('dependency-tcp', 'app1', f.failed('refused'))], others],
  ['TCP that just answers in time', [sees('dependency-tcp', 'app1', { kind: 'answered', connectMs: 999 })], others],
  [
    'another database that refuses us',
    [sees('dependency-postgres', 'app1', { kind: 'refused-by-database', code: '53300', message: 'no', afterMs: 1 })],
    others,
  ],
  [
    'another database that is away from here, too',
    [sees('dependency-postgres', ['app1', 'bot'], f.failed('refused'))],
    others,
  ],
  [
    'another database that is away, seen from here',
    [sees('dependency-postgres', 'app1', f.failed('refused'))],
    others,
    'app1',
  ],
  ['another database that is away', [sees('dependency-postgres', 'app1', f.failed('name-not-found'))], others],
]

describe('judgeDatabase()', () => {
  it('says of databases and poolers', async () => {
    await expect(tellJudged(databases)).toMatchFileSnapshot('fixtures/databases.txt')
  })
})

describe('judgeDependencies()', () => {
  it('says of dependencies', async () => {
    await expect(tellJudged(dependencies)).toMatchFileSnapshot('fixtures/dependencies.txt')
  })
})
