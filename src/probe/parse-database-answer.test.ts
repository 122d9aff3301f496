import { describe, expect, it } from 'vitest'
import { parseDatabaseAnswer } from './parse-database-answer.ts'

const server = {
  version: '16.2',
  is_in_recovery: false,
  default_read_only: 'off',
  started_at: '2026-11-21T02:51:59.215Z',
  max_connections: 100,
  superuser_reserved: 3,
  reserved: 5,
  database_limit: -1,
  database_used: 12,
  sees_all: true,
}
const session = {
  user: 'app',
  application: 'shop',
  client: '10.0.0.2',
  state: 'idle in transaction',
  count: 38,
  oldest_seconds: 840.4,
  waiting_on_lock: 0,
}
const blocker = {
  pid: 42,
  user: 'app',
  client: '10.0.0.2',
  application: 'shop',
  state: 'idle in transaction',
  seconds: 61.7,
  waiters: 9,
  query: "UPDATE t SET name = 'Ada' WHERE id = 7",
}
const rows = {
  server: [server],
  sessions: [session],
  blockers: [blocker],
  roles: [{ role: 'app', limit: 40, used: 38 }],
}
const parse = (changed: Record<string, readonly Record<string, unknown>[]>) =>
  parseDatabaseAnswer({ kind: 'postgres', connectMs: 2, rows: { ...rows, ...changed }, failed: {} })

describe('parseDatabaseAnswer()', () => {
  it('reads everything there is', () => {
    expect(parse({})).toEqual({
      kind: 'seen',
      value: {
        kind: 'answered',
        connectMs: 2,
        version: '16.2',
        isInRecovery: false,
        isReadOnly: false,
        startedAt: '2026-11-21T02:51:59.215Z',
        maxConnections: 100,
        reservedConnections: 8,
        usedConnections: 38,
        databaseLimit: -1,
        databaseUsed: 12,
        seesAllSessions: true,
        sessions: [
          {
            user: 'app',
            application: 'shop',
            client: '10.0.0.2',
            state: 'idle in transaction',
            count: 38,
            oldestSeconds: 840,
            waitingOnLock: 0,
          },
        ],
        blockers: [
          {
            pid: 42,
            user: 'app',
            client: '10.0.0.2',
            application: 'shop',
            state: 'idle in transaction',
            seconds: 62,
            waiters: 9,
            query: 'UPDATE t SET name = ? WHERE id = ?',
          },
        ],
        roleLimits: [{ role: 'app', limit: 40, used: 38 }],
      },
    })
  })

  it.each([
    ['a server before 16, without reserved_connections', { reserved: null }, { reservedConnections: 3 }],
    ['a standby', { is_in_recovery: true }, { isInRecovery: true, isReadOnly: true }],
    ['a database made read-only', { default_read_only: 'on' }, { isInRecovery: false, isReadOnly: true }],
    ['a role that sees only itself', { sees_all: false }, { seesAllSessions: false }],
    ['a database with a limit', { database_limit: 20 }, { databaseLimit: 20 }],
  ])('reads %s', (_what, changed, value) => {
    expect(parse({ server: [{ ...server, ...changed }] })).toMatchObject({ kind: 'seen', value })
  })

  it.each([
    ['no server row', { server: [] }],
    ['no limit of connections', { server: [{ ...server, max_connections: null }] }],
    ['a limit of zero', { server: [{ ...server, max_connections: 0 }] }],
    ['a recovery state that is no boolean', { server: [{ ...server, is_in_recovery: 'f' }] }],
    ['a session without its count', { sessions: [session, { ...session, count: 'many' }] }],
    ['a blocker without its waiters', { blockers: [{ ...blocker, waiters: undefined }] }],
    ['a negative count', { sessions: [{ ...session, count: -1 }] }],
  ])('sees nothing in %s', (_what, changed) => {
    expect(parse(changed)).toMatchObject({ kind: 'unseen', reason: 'garbled' })
  })

  it.each(['53300', '57P03', '28P01', '3D000', '08P01', '57014'])(
    'takes SQLSTATE %s for the word of the database',
    (code) => {
      expect(parseDatabaseAnswer({ kind: 'postgres-refused', code, message: 'x', afterMs: 3 })).toEqual({
        kind: 'seen',
        value: { kind: 'refused-by-database', code, message: 'x', afterMs: 3 },
      })
    },
  )

  it.each([
    ['42501', 'denied'],
    ['42P01', 'unsupported'],
    ['0A000', 'unsupported'],
  ])('takes SQLSTATE %s for a gap in our view: %s', (code, reason) => {
    const parsed = parseDatabaseAnswer({ kind: 'postgres-refused', code, message: 'x', afterMs: 3 })
    expect(parsed).toMatchObject({ kind: 'unseen', reason })
  })
})
