import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { dependencyFailure } from './dependency-failure.ts'

const redis = {
  kind: 'redis',
  label: 'redis://cache1:6379',
  host: 'cache1',
  port: 6379,
  url: 'redis://cache1',
} as const
const api = {
  kind: 'http',
  label: 'https://pay.example/up',
  host: 'pay.example',
  port: 443,
  url: 'https://pay.example/up',
} as const
const slow = { failure: 'timed-out' } as const
const waitsFor = (id: 'dependency-unreachable' | 'database-unreachable', host = 'app1') => found(id, host, slow)
const short = found('load-high')
const says = (supports: Fact<'journal-line', 'supports'>, host = 'app1', line = '') =>
  found('journal-line', host, { supports, line })
const refuses = (problem: string) =>
  found('dependency-refusing', 'app1', { problem }, { topic: `is in trouble (${problem})` })
const crash = (id: Parameters<typeof found>[0], host = 'app1') => found(id, host, { exitStatus: 1 })
const refused = (host: string) => says('', host, 'connect ECONNREFUSED')
const crashes = [
  ...(
    ['unit-failed', 'unit-crash-looping', 'not-listening', 'unit-starting', 'unit-inactive', 'process-missing'] as const
  ).map((id) => crash(id)),
  crash('unit-failed', 'app2'),
]

const late = () => found('dependency-slow')
const prompt = found('database-reachable')
const saysLate = (supports: Fact<'journal-line', 'supports'> = '') =>
  found('journal-line', 'app1', { line: 'payments: TimeoutError: timed out', supports })
const refusedBy = () => found('dependency-unreachable', 'app1', { failure: 'refused' })
const noPort = (peer = '10.0.0.31:6379') => found('local-ports-exhausted', 'app1', { peer })
const seenByBot = (answers = true) => found('dependency-from-bot', 'bot', { answers })

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  ...(
    [
      'dependency-name-unresolved',
      'dependency-unreachable',
      'database-name-unresolved',
      'database-unreachable',
      'database-unavailable',
      'database-read-only',
    ] as const
  ).map((id) => ({
    name: `${id} on one host`,
    findings: [found(id, 'app1', {}, { topic: 'database: is in trouble' })],
    asked: 'all' as const,
  })),
  { name: 'a server of the balancer without an address', findings: [found('server-unresolved')] },
  {
    name: 'refused on both hosts',
    findings: [found('dependency-unreachable'), found('dependency-unreachable', 'app2')],
    asked: 'all',
  },
  { name: 'refused from a host that is not of the service', findings: [found('dependency-unreachable', 'lb1')] },
  {
    name: 'refused on one host, and what crashes there for it',
    findings: [found('dependency-unreachable'), refused('app1'), refused('app2')],
    asked: crashes,
  },
  {
    name: 'refused on one host, and what crashes for another reason',
    findings: [found('dependency-unreachable')],
    asked: crashes,
  },
  { name: 'two at once', findings: [found('dependency-unreachable'), found('database-unreachable', 'app2')] },
  {
    name: 'a database that refuses one host and is unavailable to the other',
    findings: [found('database-unreachable', 'app1'), found('database-unavailable', 'app2')],
    asked: [found('pool-waiting'), found('pool-waiting', 'app2')],
  },
  {
    name: 'a dependency that nobody can tell from a database',
    findings: [
      found('dependency-unreachable', 'app1'),
      found('database-unreachable', 'app1', {}, { place: redis.label }),
    ],
    asked: [found('pool-waiting')],
  },
  {
    name: 'a label that is no address',
    findings: [found('dependency-unreachable', 'app1', {}, { place: 'payments' })],
  },
  { name: 'a label without a port', findings: [found('dependency-unreachable', 'app1', {}, { place: api.label })] },
  {
    name: 'with what the bot and the log say',
    findings: [
      found('dependency-unreachable'),
      found('dependency-from-bot', 'bot'),
      found('database-from-bot', 'bot'),
      says('dependency_failure'),
      says('server_overload'),
    ],
  },
  {
    name: 'a database with what the bot says',
    findings: [found('database-unreachable'), found('database-from-bot', 'bot'), found('dependency-from-bot', 'bot')],
  },
  ...['loading', 'clients', 'memory', 'saving', 'replica', 'status'].map((problem) => ({
    name: `a dependency that says ${problem}`,
    findings: [refuses(problem)],
  })),
  {
    name: 'one refuses a host and says loading to the other',
    findings: [found('dependency-unreachable', 'app2'), refuses('loading')],
  },

  {
    name: 'our ask waits in the queue of a pool that works',
    findings: [waitsFor('database-unreachable'), found('pool-queueing', 'app1', { serversActive: 1 })],
  },
  {
    name: 'a pool that does not work',
    findings: [waitsFor('database-unreachable'), found('pool-queueing', 'app1', { serversActive: 0 })],
  },
  { name: 'a pool of which nothing is known', findings: [waitsFor('database-unreachable'), found('pool-queueing')] },
  {
    name: 'a pool of another database',
    findings: [
      waitsFor('database-unreachable'),
      found('pool-queueing', 'app1', { serversActive: 1 }, { place: 'postgres://db2/x' }),
    ],
  },
  {
    name: 'a database that refuses beside a pool that works',
    findings: [
      found('database-unreachable', 'app1', { failure: 'refused' }),
      found('pool-queueing', 'app1', { serversActive: 1 }),
    ],
  },
  {
    name: 'a database that is unavailable beside a pool that works',
    findings: [found('database-unavailable'), found('pool-queueing', 'app1', { serversActive: 1 })],
  },

  ...(['load-high', 'memory-high', 'memory-pressure', 'cpu-saturated', 'disk-full'] as const).map((id) => ({
    name: `a host with ${id} waits for both`,
    findings: [found(id), waitsFor('dependency-unreachable'), waitsFor('database-unreachable')],
  })),
  ...(['dependency-ok', 'database-reachable', 'database-ok'] as const).map((id) => ({
    name: `a starved host waits, and ${id} on the other`,
    findings: [short, waitsFor('dependency-unreachable'), found(id, 'app2', {}, { place: redis.label })],
  })),
  {
    name: 'a starved host waits, and another dependency is fine',
    findings: [short, waitsFor('dependency-unreachable'), found('dependency-ok', 'app2', {}, { place: api.label })],
  },
  {
    name: 'a starved host waits, and the bot gets an answer',
    findings: [short, waitsFor('dependency-unreachable'), found('dependency-from-bot', 'bot', { answers: true })],
  },
  {
    name: 'a starved host waits, and the bot gets none',
    findings: [short, waitsFor('dependency-unreachable'), found('dependency-from-bot', 'bot', { answers: false })],
  },
  {
    name: 'a starved host waits for one, and nobody else was asked',
    findings: [short, waitsFor('dependency-unreachable')],
  },
  {
    name: 'a starved host is refused',
    findings: [short, found('dependency-unreachable', 'app1', { failure: 'refused' }), found('dependency-ok', 'app2')],
  },
  { name: 'a host with room waits', findings: [waitsFor('dependency-unreachable'), found('dependency-ok', 'app2')] },
  {
    name: 'a starved host waits for one and is refused by the other',
    findings: [
      short,
      waitsFor('dependency-unreachable'),
      found('database-unreachable', 'app1', { failure: 'refused' }),
    ],
  },
  {
    name: 'a starved host and one with room wait',
    findings: [
      short,
      waitsFor('dependency-unreachable'),
      waitsFor('dependency-unreachable', 'app2'),
      found('dependency-ok', 'app3'),
    ],
  },
  {
    name: 'each host waits for another',
    findings: [short, waitsFor('dependency-unreachable'), waitsFor('database-unreachable', 'app2')],
  },

  { name: 'one fine', findings: [found('dependency-ok')] },
  { name: 'one slow', findings: [found('dependency-slow')] },
  { name: 'both fine', findings: [found('dependency-ok'), found('database-reachable'), found('database-ok')] },
  { name: 'the database fine', findings: [found('database-ok')] },
  {
    name: 'no database configured, and its step skipped',
    service: { database: undefined },
    steps: { database: 'skipped' },
    findings: [found('dependency-ok')],
  },
  {
    name: 'no dependency configured, and its step skipped',
    service: { dependencies: [] },
    steps: { dependencies: 'skipped' },
    findings: [found('database-ok')],
  },
  {
    name: 'nothing configured',
    service: { dependencies: [], database: undefined },
    findings: [found('dependency-ok')],
  },
  ...(['warn', 'fail', 'unknown', 'skipped'] as const).flatMap((status) => [
    { name: `dependencies ${status}`, steps: { dependencies: status }, findings: [found('dependency-ok')] },
    { name: `database ${status}`, steps: { database: status }, findings: [found('dependency-ok')] },
  ]),
  { name: 'late for the application', findings: [late(), saysLate(), prompt, found('health-failing')], asked: 'all' },
  { name: 'late, and the application copes', findings: [late(), saysLate(), prompt] },
  { name: 'late, and nothing is said of it', findings: [late(), prompt, found('health-failing')] },
  { name: 'late, and everything else as well', findings: [late(), saysLate(), found('health-failing')] },
  {
    name: 'late, on a host without turns',
    findings: [late(), saysLate(), prompt, found('health-failing'), found('cpu-throttled')],
  },
  {
    name: 'late, while workers are busy',
    findings: [late(), saysLate('server_overload'), prompt, found('health-failing')],
  },
  { name: 'unreachable for want of a port', findings: [refusedBy(), noPort(), seenByBot()] },
  { name: 'unreachable for want of a port, from the bot too', findings: [refusedBy(), noPort(), seenByBot(false)] },
  { name: 'unreachable, and no port towards another', findings: [refusedBy(), noPort('10.0.0.21:5432'), seenByBot()] },
  {
    name: 'unreachable from one of three and unavailable to another',
    service: { hosts: ['app1', 'app2', 'app3'] },
    findings: [found('database-unreachable'), found('database-unavailable', 'app2')],
  },
  {
    name: 'unreachable, and no port towards something unknown',
    findings: [
      noPort('10.0.0.9:'),
      found('dependency-unreachable', 'app1', {}, { place: 'payments' }),
      { ...seenByBot(), place: 'payments' },
    ],
  },
  {
    name: 'unreachable, and no port on the other host',
    findings: [found('local-ports-exhausted', 'app2', { peer: '10.0.0.9:6379' }), refusedBy(), seenByBot()],
  },
  {
    name: 'late, and the health fails now and then',
    findings: [late(), saysLate(), prompt, found('health-intermittent')],
  },
  {
    name: 'late, and users get errors now and then',
    findings: [late(), saysLate(), prompt, found('edge-intermittent')],
  },
]

describe('dependencyFailure', () => {
  it('says this of findings', async () => {
    await expect(tellRule(dependencyFailure, cases)).toMatchFileSnapshot('fixtures/rules/dependency-failure.txt')
  })
})
