import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { inputShown } from '../../test/support/tell-rule.ts'
import type { Finding } from '../checklist/finding.ts'
import { slowEndpoints } from './slow-dependency.ts'

const redis = 'redis://cache1:6379'
const database = 'postgres://probe@db1:5432/orders'
const slow = (id: Finding['id'] = 'dependency-slow', host = 'app1') => found(id, host, {}, { weight: 'warn' })
const says = (line = 'TimeoutError: timed out', supports: Fact<'journal-line', 'supports'> = '', host = 'app1') =>
  found('journal-line', host, { line, supports })
const prompt = (host = 'app1') => found('dependency-ok', host)
const warned = (id: Finding['id']) => found(id, 'app1', {}, { weight: 'warn' })

const cases: readonly (readonly [name: string, places: readonly string[], findings: readonly Finding[]])[] = [
  ['a wait given up beside a prompt dependency', [redis], [slow(), says(), prompt()]],
  ['a wait given up beside a prompt database', [redis], [slow(), says(), found('database-reachable')]],
  ['a slow database', [database], [slow('database-slow'), says(), prompt()]],
  ['both slow', [redis, database], [slow(), slow('database-slow'), says(), prompt()]],
  ['nothing prompt beside it', [], [slow(), says()]],
  ['something prompt on the other host alone', [], [slow(), says(), prompt('app2')]],
  ['nothing said', [], [slow(), prompt()]],
  ['something said on the other host alone', [], [slow(), says('timed out', '', 'app2'), prompt()]],
  ['something said of another cause', [], [slow(), says('WORKER TIMEOUT timed out', 'server_overload'), prompt()]],
  ['something said of a dependency', [redis], [slow(), says('timed out', 'dependency_failure'), prompt()]],
  ['something else said', [], [slow(), says('connection refused'), prompt()]],
  ...['read timeout', 'request time-out', 'System.TimeoutException', 'ETIMEDOUT', 'context deadline exceeded'].map(
    (words) => [words, [redis], [slow(), says(words), prompt()]] as const,
  ),
  ...(['load-high', 'memory-high', 'memory-pressure'] as const).flatMap((id) => [
    [`a host that fails by ${id}`, [], [slow(), says(), prompt(), found(id)]] as const,
    [`a warning of ${id}`, [redis], [slow(), says(), prompt(), warned(id)]] as const,
  ]),
  ...(['cpu-saturated', 'cpu-throttled'] as const).map(
    (id) => [`a warning of ${id}`, [], [slow(), says(), prompt(), warned(id)]] as const,
  ),
  ['a load on the other host', [redis], [slow(), says(), prompt(), found('load-high', 'app2')]],
  ['a full disk', [redis], [slow(), says(), prompt(), found('disk-full')]],
]

describe('slowEndpoints()', () => {
  it.each(cases)('with %s are %j', (_name, places, findings) => {
    expect(slowEndpoints(inputShown({ name: '', findings })).map(({ place }) => place)).toEqual(places)
  })

  it('come with every host that waits and every line that tells of it', () => {
    const findings = [slow(), slow('dependency-slow', 'app2'), says(), says('timed out', '', 'app2'), prompt()]
    const [endpoint] = slowEndpoints(inputShown({ name: '', findings }))
    expect(endpoint).toEqual({ place: redis, slow: findings.slice(0, 2), said: findings.slice(2, 4) })
  })
})
