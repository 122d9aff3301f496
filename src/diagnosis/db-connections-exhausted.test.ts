import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { dbConnectionsExhausted } from './db-connections-exhausted.ts'

const served = found('edge-served')
const down = found('edge-unavailable', '', { status: 503 })
const slots = (share: number, more = {}) => found('connections-exhausted', 'app1', { share, ...more })
const role = (used: number, more = {}) => found('role-limit-reached', 'app1', { used, limit: 20, ...more })
const refused = found('connections-refused', 'app1', { code: '53300' })
const queue = found('pool-queueing', 'app1', { waiting: 9, seconds: 5, serversActive: 3 })
const paused = found('pool-queueing', 'app1', { paused: true })
const lock = found('lock-pile-up', 'app1', { pid: 4711, waiters: 9, user: 'ops', client: '10.0.0.9' })
const forgotten = found('idle-in-transaction', 'app1', { user: 'app' })
const says = (host = 'app1', supports: Fact<'journal-line', 'supports'> = 'db_connections_exhausted') =>
  found('journal-line', host, { supports, line: 'QueuePool limit', meaning: 'its pool ran dry' })
const crash = (id: Parameters<typeof found>[0]) => found(id, 'app1', { exitStatus: 1 })
const crashes = [
  ...(['unit-failed', 'unit-crash-looping', 'not-listening', 'unit-starting', 'process-missing'] as const).map(crash),
  found('health-failing'),
]
const other = { place: 'postgres://db2/other' }

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  { name: 'all slots taken, users served', findings: [served, slots(1)], asked: 'all' },
  { name: 'slots at 99 %, users served', findings: [served, slots(0.99)] },
  { name: 'slots at an unknown share, users served', findings: [served, found('connections-exhausted')] },
  { name: 'slots at 99 %, users suffer', findings: [down, slots(0.99)] },
  { name: 'slots at 99 %, nobody knows of users', findings: [slots(0.99)] },
  { name: 'slots at 99 %, and only a warning', findings: [down, { ...slots(0.99), weight: 'warn' }] },
  { name: 'a role one below its limit, users served', findings: [served, role(19, { role: 'batch' })] },
  { name: 'a role at its limit, users served', findings: [served, role(20, { role: 'batch' })] },
  {
    name: 'a role at an unknown use, users served',
    findings: [served, found('role-limit-reached', 'app1', { limit: 20 })],
  },
  {
    name: 'a role with an unknown limit, users served',
    findings: [served, found('role-limit-reached', 'app1', { used: 20 })],
  },
  { name: 'a refusal, users served', findings: [served, refused] },
  { name: 'a queue in the pool, users served', findings: [served, queue] },
  { name: 'a paused pool', findings: [down, paused] },
  { name: 'a lock, users served', findings: [served, lock] },
  { name: 'a refusal and slots, one spent', findings: [served, refused, slots(0.99, { user: 'app' })] },
  { name: 'slots and a role, told by the slots', findings: [served, role(19, { role: 'batch' }), slots(0.99)] },
  { name: 'slots, a refusal, a queue and a lock, told by the lock', findings: [down, refused, slots(1), queue, lock] },
  { name: 'slots and a queue', findings: [down, slots(1), queue] },
  {
    name: 'held by sessions that idle',
    findings: [down, slots(1, { state: 'idle', user: 'app', client: '10.0.0.11' })],
  },
  {
    name: 'held by sessions idle in transaction',
    findings: [down, slots(1, { state: 'idle in transaction', user: 'app' })],
  },
  {
    name: 'held by sessions that idle, whose we may not see',
    findings: [down, slots(1, { state: 'idle', client: '10.0.0.11' })],
  },
  { name: 'held by sessions that work', findings: [down, slots(1, { state: 'active', user: 'app' })] },
  {
    name: 'a role at its limit beside idle sessions of another',
    findings: [down, role(20, { role: 'batch', state: 'idle' })],
  },
  {
    name: 'with a forgotten transaction and what the log says',
    findings: [down, slots(1), forgotten, { ...forgotten, ...other }, says(), says('app1', 'app_not_started')],
  },
  { name: 'two databases', findings: [down, slots(1), { ...slots(0.99), ...other }] },
  { name: 'slots, and what crashes for a connection', findings: [down, slots(1), says()], asked: crashes },
  { name: 'slots, and what crashes for another reason', findings: [down, slots(1)], asked: crashes },

  { name: 'only the log, users suffer', findings: [down, says()], asked: 'all' },
  { name: 'only the log, users served', findings: [served, says()] },
  { name: 'only a log of something else', findings: [down, says('app1', 'app_not_started')] },
  { name: 'only the logs of two hosts', findings: [says('app2'), says('app2'), says('app1'), found('health-failing')] },
  ...(['edge-intermittent', 'health-no-answer', 'health-intermittent', 'health-slow'] as const).map((id) => ({
    name: `only the log, and ${id}`,
    findings: [found(id), says()],
  })),

  { name: 'the database fine', findings: [found('database-ok')] },
  { name: 'the database reachable', findings: [found('database-reachable')] },
  ...(['warn', 'fail', 'unknown'] as const).map((status) => ({
    name: `the database fine on one host, the step ${status}`,
    steps: { database: status },
    findings: [found('database-ok')],
  })),
]

describe('dbConnectionsExhausted', () => {
  it('says this of findings', async () => {
    await expect(tellRule(dbConnectionsExhausted, cases)).toMatchFileSnapshot(
      'fixtures/rules/db-connections-exhausted.txt',
    )
  })
})
