import { describe, expect, it } from 'vitest'
import { buildPoolerAsk, parsePoolerAnswer } from './pooler.ts'

const endpoint = {
  kind: 'postgres',
  label: 'x',
  host: 'pg',
  port: 6432,
  url: 'postgres://probe:pw@pg:6432/orders',
} as const
const pool = {
  database: 'orders',
  user: 'app',
  cl_active: '20',
  cl_waiting: 7,
  sv_active: 20,
  sv_idle: 0,
  sv_used: 0,
  maxwait: 12,
  maxwait_us: 500_000,
  pool_mode: 'transaction',
}
const answer = (rows: Record<string, readonly Record<string, unknown>[]>) =>
  ({ kind: 'postgres', connectMs: 1, rows, failed: {} }) as const

describe('buildPoolerAsk()', () => {
  it('asks the console of the same address as the same user', () => {
    expect(buildPoolerAsk(endpoint)).toMatchObject({ url: 'postgres://probe:pw@pg:6432/pgbouncer', isConsole: true })
  })
  it('only shows', () => {
    const ask = buildPoolerAsk(endpoint)
    expect(ask.kind === 'postgres' && ask.queries.every(({ sql }) => sql.startsWith('SHOW '))).toBe(true)
  })
})

describe('parsePoolerAnswer()', () => {
  it('reads pools, limits and paused databases', () => {
    const config = [
      { key: 'max_client_conn', value: '100' },
      { key: 'default_pool_size', value: '20' },
    ]
    const databases = [
      { name: 'orders', paused: 1 },
      { name: 'pgbouncer', paused: 0 },
    ]
    expect(parsePoolerAnswer(answer({ pools: [pool], config, databases }))).toEqual({
      kind: 'seen',
      value: {
        pools: [
          {
            database: 'orders',
            user: 'app',
            clientsActive: 20,
            clientsWaiting: 7,
            serversActive: 20,
            serversIdle: 0,
            serversUsed: 0,
            maxWaitSeconds: 12.5,
            poolMode: 'transaction',
          },
        ],
        maxClientConnections: 100,
        defaultPoolSize: 20,
        paused: ['orders'],
      },
    })
  })

  it('leaves out limits that it may not see', () => {
    expect(parsePoolerAnswer(answer({ pools: [] }))).toEqual({ kind: 'seen', value: { pools: [] } })
  })

  it.each([
    ['rows without the columns', answer({ pools: [{ ...pool, cl_waiting: null }] }), 'garbled'],
    ['no SHOW POOLS', answer({ config: [] }), 'garbled'],
    ['a PostgreSQL', { kind: 'postgres-refused', code: '3D000', message: 'x', afterMs: 1 } as const, 'not-found'],
    ['a user who may not', { kind: 'postgres-refused', code: '08P01', message: 'x', afterMs: 1 } as const, 'denied'],
    [
      'silence',
      { kind: 'failed', failure: 'timed-out', detail: 'x', afterMs: 1, phase: 'answer' } as const,
      'unreachable',
    ],
  ])('sees nothing in %s', (_what, given, reason) => {
    expect(parsePoolerAnswer(given)).toMatchObject({ kind: 'unseen', reason })
  })
})
