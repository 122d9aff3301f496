import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { dependencyFailure } from './dependency-failure.ts'

const says = (supports: Fact<'journal-line', 'supports'>, host = 'app1', line = '') =>
  found('journal-line', host, { supports, line })
const down = found('edge-unavailable', '', { status: 503, program: 'haproxy' })
const self503 = found('edge-unavailable', '', { status: 503, program: 'app' })
const replica = found('dependency-read-only', 'app1', {}, { weight: 'warn', topic: 'is a replica' })
const password = says('dependency_failure', 'app1', 'FATAL: password authentication failed for user "shop"')
const failedBody = found('health-failing', 'app1', { body: '"cache": "failed"' })
const crash = (id: Parameters<typeof found>[0], host = 'app1') => found(id, host, { exitStatus: 1 })
const crashes = [
  ...(
    ['unit-failed', 'unit-crash-looping', 'not-listening', 'unit-starting', 'unit-inactive', 'process-missing'] as const
  ).map((id) => crash(id)),
  crash('unit-failed', 'app2'),
]

const cases: readonly Shown[] = [
  {
    name: 'a password, and users get errors',
    findings: [down, password],
    asked: [...crashes, found('pool-waiting'), found('accept-queue-full')],
  },
  { name: 'a password, and some get errors', findings: [found('edge-intermittent', '', { status: 500 }), password] },
  { name: 'a password, and users are served', findings: [found('edge-served'), password, found('health-failing')] },
  { name: 'a password, and nobody suffers', findings: [password] },
  { name: 'a password, and the health is failing', findings: [password, failedBody] },
  { name: 'a password, and the health is silent', findings: [password, found('health-no-answer')] },
  { name: 'a password, and the health fails now and then', findings: [password, found('health-intermittent')] },
  { name: 'a password, and a database that is away', findings: [down, password, found('database-unreachable')] },
  { name: 'a password, and a cache that is away', findings: [down, password, found('dependency-unreachable')] },
  { name: 'a service without a unit that names its cache', service: { unit: undefined }, findings: [failedBody] },
  {
    name: 'the balancer says it',
    findings: [down, says('dependency_failure', 'lb1', 'redis.exceptions.ConnectionError')],
  },

  { name: 'a replica, and users get errors', findings: [down, replica] },
  { name: 'a replica, and some get errors', findings: [found('edge-intermittent'), replica] },
  { name: 'a replica, and users are served', findings: [found('edge-served'), replica] },
  { name: 'a replica, and nobody asked for users', findings: [replica] },
  { name: 'a replica, and the application says 503', findings: [self503, replica] },

  { name: 'the application says 503, and all is well', findings: [self503, found('edge-responder')], asked: 'all' },
  {
    name: 'the application says 503 now and then',
    findings: [found('edge-intermittent', '', { status: 503, program: 'app' })],
  },
  {
    name: 'the application says 503, and its log names something',
    findings: [self503, says('dependency_failure', 'app2', 'upstream api.example is away')],
  },
  { name: 'the application says 503, no unit known', service: { unit: undefined }, findings: [self503] },
  ...(['health-failing', 'health-no-answer', 'health-intermittent', 'server-down'] as const).map((id) => ({
    name: `the application says 503, and ${id}`,
    findings: [self503, found(id)],
  })),

  {
    name: 'a password that another unit tells of',
    findings: [down, { ...password, facts: { ...password.facts, unit: 'worker' } }],
  },
]

describe('dependencyFailure', () => {
  it('says this of what only the application tells', async () => {
    await expect(tellRule(dependencyFailure, cases)).toMatchFileSnapshot('fixtures/rules/dependency-accused.txt')
  })
})
