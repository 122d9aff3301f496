import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const redis = 'redis://cache1:6379'
const db = 'postgres://probe@db1:5432/orders'
const restarting = {
  activeState: 'activating',
  subState: 'auto-restart',
  result: 'exit-code',
  exitCode: 'exited',
  restarts: 14,
}

const faults: readonly Fault[] = [
  {
    name: 'connections exhausted by idle in transaction',
    changes: [
      sees(
        'database',
        '*',
        (d) =>
          ({
            ...d,
            usedConnections: 97,
            sessions: [
              {
                user: 'app',
                application: '',
                client: '10.0.0.12',
                state: 'idle in transaction',
                count: 90,
                oldestSeconds: 840,
                waitingOnLock: 0,
              },
            ],
          }) as typeof d,
      ),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'sessions of user app from 10.0.0.12',
    title: /97 of 97 connections in use, 90 of them idle in transaction for up to 14 min/,
  },
  {
    name: 'connections refused outright, and a full accept queue behind it',
    changes: [
      sees('database', '*', {
        kind: 'refused-by-database',
        code: '53300',
        message: 'sorry, too many clients already',
        afterMs: 3,
      }),
      ...f.hanging(both),
      f.queue(both, 129, 128),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: db,
  },
  {
    name: 'lock pile-up',
    changes: [
      sees(
        'database',
        '*',
        (d) =>
          ({
            ...d,
            usedConnections: 95,
            sessions: [
              {
                user: 'app',
                application: '',
                client: '10.0.0.11',
                state: 'active',
                count: 90,
                oldestSeconds: 100,
                waitingOnLock: 88,
              },
            ],
            blockers: [
              {
                pid: 4242,
                user: 'batch',
                client: '10.0.0.50',
                application: 'psql',
                state: 'idle in transaction',
                seconds: 300,
                waiters: 88,
                query: 'LOCK TABLE orders',
              },
            ],
          }) as typeof d,
      ),
      ...f.hanging(both),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'pid 4242',
    title: /88 sessions wait for a lock that pid 4242 holds/,
  },
  {
    name: 'pgbouncer queueing',
    service: {
      database: {
        kind: 'postgres',
        label: 'postgres://probe@db1:6432/orders',
        host: 'db1',
        port: 6432,
        url: 'postgres://probe:x@db1:6432/orders',
      },
    },
    changes: [
      sees('pooler', '*', {
        pools: [
          {
            database: 'orders',
            user: 'app',
            clientsActive: 5,
            clientsWaiting: 40,
            serversActive: 5,
            serversIdle: 0,
            serversUsed: 0,
            maxWaitSeconds: 30,
            poolMode: 'session',
          },
        ],
      }),
      ...f.hanging(both),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted confirmed'],
    place: 'pool orders/app',
  },
  {
    name: 'database stopped, and the application cannot start without it',
    changes: [
      sees('database', '*', f.failed('refused')),
      sees('dependency-tcp', '*', f.failed('refused')),
      ...f.stopped(both, { ...restarting, exitStatus: 1 }),
      f.logged(both, 'psycopg2.OperationalError: connection to server at "db1", port 5432 failed: Connection refused'),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: db,
  },
  {
    name: 'database in recovery',
    changes: [
      sees('database', '*', (d) => ({ ...d, isInRecovery: true, isReadOnly: true }) as typeof d),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: db,
    title: /takes no writes/,
  },
  {
    name: 'database starting up',
    changes: [
      sees('database', '*', {
        kind: 'refused-by-database',
        code: '57P03',
        message: 'the database system is starting up',
        afterMs: 2,
      }),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: db,
  },
  {
    name: 'Redis stopped',
    changes: [sees('dependency-redis', '*', f.failed('refused')), ...f.unhealthy(both, '{"redis":"down"}')],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: redis,
    title: /connection refused/,
  },
  {
    name: 'Redis frozen, workers wait for it',
    changes: [sees('dependency-redis', '*', f.noAnswer), ...f.hanging(both), f.queue(both, 129, 128)],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: redis,
  },
  {
    name: 'Redis loading',
    changes: [
      sees('dependency-redis', '*', {
        kind: 'answered',
        latencyMs: 1,
        error: 'LOADING Redis is loading the dataset in memory',
      }),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    title: /loading/,
  },
  {
    name: 'Redis at maxclients',
    changes: [
      sees('dependency-redis', '*', { kind: 'answered', latencyMs: 1, error: 'ERR max number of clients reached' }),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    title: /maxclients/,
  },
  {
    name: 'Redis out of memory, noticed by nobody yet',
    changes: [
      sees('dependency-redis', '*', {
        kind: 'answered',
        latencyMs: 1,
        role: 'master',
        usedMemoryBytes: 1e8,
        maxMemoryBytes: 1e8,
        evictionPolicy: 'noeviction',
      }),
    ],
    outcome: 'degraded',
    causes: ['dependency_failure confirmed'],
    title: /out of memory/,
  },
  {
    name: 'a partition that only the hosts see',
    changes: [sees('dependency-redis', both, f.failed('timed-out')), ...f.unhealthy(both)],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    place: redis,
  },
  {
    name: 'DNS failure of a dependency',
    changes: [
      sees('dependency-redis', both, f.failed('name-not-found')),
      sees('resolve', both, (r) => (r.name === 'cache1' ? { ...r, addresses: [] } : r)),
      ...f.unhealthy(both),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed'],
    title: /does not resolve/,
  },
]

describe('diagnose()', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells each fault in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/backends.txt')
  })
})
