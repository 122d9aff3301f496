import { describe, expect, it } from 'vitest'
import { foundWith, tellFound } from '../../../test/support/found-with.ts'
import { ago, type Change, sees } from '../../../test/support/readings.ts'
import type { DatabaseAnswer } from '../../probe/database.ts'

const database = (parts: Partial<DatabaseAnswer>) =>
  sees('database', 'app1', (value) => ({ ...value, ...parts }) as DatabaseAnswer)
const blocker = { pid: 7, user: 'u', client: '', application: '', state: 'active', seconds: 10, waiters: 3, query: '' }

const session = {
  user: 'app',
  application: '',
  client: '',
  state: 'active',
  count: 1,
  oldestSeconds: 1,
  waitingOnLock: 0,
}

const cases: readonly (readonly [name: string, changes: readonly Change[], found: readonly string[]])[] = [
  [
    'connections at the limit',
    [database({ usedConnections: 88 })],
    ['fail connections-exhausted @ postgres://probe@db1:5432/orders'],
  ],
  ['connections below the limit', [database({ usedConnections: 87 })], []],
  [
    'a role at its limit',
    [database({ roleLimits: [{ role: 'app', limit: 10, used: 9 }] })],
    ['fail role-limit-reached @ postgres://probe@db1:5432/orders'],
  ],
  [
    'a role below its limit',
    [
      database({
        roleLimits: [
          { role: 'app', limit: 10, used: 8 },
          { role: 'nobody', limit: 0, used: 0 },
        ],
      }),
    ],
    [],
  ],
  [
    'a database at its limit',
    [database({ databaseLimit: 10, databaseUsed: 9 })],
    ['fail role-limit-reached @ postgres://probe@db1:5432/orders'],
  ],
  ['a database below its limit', [database({ databaseLimit: 10, databaseUsed: 8 })], []],
  [
    'three sessions behind a lock',
    [database({ blockers: [blocker] })],
    ['fail lock-pile-up @ postgres://probe@db1:5432/orders'],
  ],
  ['two sessions behind a lock', [database({ blockers: [{ ...blocker, waiters: 2 }] })], []],
  ['a lock for a moment', [database({ blockers: [{ ...blocker, seconds: 9 }] })], []],
  [
    'sessions that wait, by their own count',
    [database({ blockers: [{ ...blocker, waiters: 1 }], sessions: [{ ...session, waitingOnLock: 3 }] })],
    ['fail lock-pile-up @ postgres://probe@db1:5432/orders'],
  ],
  [
    'a transaction left open',
    [database({ sessions: [{ ...session, state: 'idle in transaction', oldestSeconds: 300 }] })],
    ['warn idle-in-transaction @ postgres://probe@db1:5432/orders'],
  ],
  [
    'a transaction open for a while',
    [database({ sessions: [{ ...session, state: 'idle in transaction', oldestSeconds: 299 }] })],
    [],
  ],
  ['a slow connect', [database({ connectMs: 2000 })], ['warn database-slow @ postgres://probe@db1:5432/orders']],
  [
    'a fresh start of the database',
    [database({ startedAt: ago(900) })],
    ['info database-restarted @ postgres://probe@db1:5432/orders'],
  ],
  [
    'a default of read-only',
    [database({ isReadOnly: true })],
    ['fail database-read-only @ postgres://probe@db1:5432/orders'],
  ],
  ['a role that sees only its own sessions', [database({ seesAllSessions: false })], ['unseen unseen @ app1']],
  [
    'a password of ours that is wrong',
    [sees('database', 'app1', { kind: 'refused-by-database', code: '28P01', message: 'no', afterMs: 1 })],
    ['unseen unseen @ app1'],
  ],
  [
    'an error of the database',
    [sees('database', 'app1', { kind: 'refused-by-database', code: 'XX000', message: 'no', afterMs: 1 })],
    ['fail database-unavailable @ postgres://probe@db1:5432/orders'],
  ],
  [
    'a pooler that is full',
    [
      sees('database', 'app1', {
        kind: 'refused-by-database',
        code: '08P01',
        message: 'no more connections allowed (max_client_conn)',
        afterMs: 1,
      }),
    ],
    ['fail connections-refused @ postgres://probe@db1:5432/orders', 'clear pool-ok @ postgres://probe@db1:5432/orders'],
  ],
  [
    'a pooler without a database',
    [
      sees('database', 'app1', {
        kind: 'refused-by-database',
        code: '08P01',
        message: 'server login failed',
        afterMs: 1,
      }),
    ],
    [
      'fail database-unavailable @ postgres://probe@db1:5432/orders',
      'clear pool-ok @ postgres://probe@db1:5432/orders',
    ],
  ],
]

describe('judge()', () => {
  it.each(cases)('finds in %s', (_name, changes, found) => {
    expect(foundWith(changes)).toEqual(found)
  })

  it('says it in these words', async () => {
    await expect(tellFound(cases)).toMatchFileSnapshot('fixtures/database.txt')
  })
})
