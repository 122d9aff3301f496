import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { serverOverload } from './server-overload.ts'

const timedOut = { failure: 'timed-out', phase: 'answer' } as const
const silent = (host: string) => found('health-no-answer', host, timedOut)
const up = (host: string) => found('unit-active', host)
const says = (line: string, supports: Fact<'journal-line', 'supports'> = '', host = 'app1') =>
  found('journal-line', host, { line, supports })
const busy = (host = 'app1') => says('WORKER TIMEOUT', 'server_overload', host)
const waits = {
  waited: [found('dependency-unreachable', 'app1', timedOut), found('database-unreachable', 'app1', timedOut)],
}
const both = ['app1', 'app2'] as const
const proxy = (host: string) => found('proxy-log-line', host, { program: 'nginx', lacks: 'connections' })
const full = found('frontend-at-limit', 'lb1', { program: 'haproxy', lacks: 'connections' })
const well = (host: string) => found('health-ok', host)
const outOf = (host: string) => found('server-down', host, { checkStatus: 'SOCKERR' })

const cases: readonly Shown[] = [
  {
    name: 'a proxy on a host that lacks connections',
    findings: [proxy('app1'), well('app1'), outOf('app1')],
    asked: 'all',
  },
  {
    name: 'on both hosts',
    findings: both.flatMap((host) => [proxy(host), well(host), outOf(host)]),
    asked: 'all',
  },
  { name: 'a proxy that lacks connections, and nobody minds', findings: [proxy('app1'), well('app1')] },
  { name: 'a proxy that lacks connections before a sick application', findings: [proxy('app1'), outOf('app1')] },
  { name: 'another line of a proxy', findings: [found('proxy-log-line'), well('app1'), outOf('app1')] },
  {
    name: 'a balancer at its maxconn',
    findings: [full, well('app1'), found('edge-unavailable', '', { failure: 'timed-out' })],
    asked: 'all',
  },
  { name: 'a balancer at its maxconn that serves', findings: [full, well('app1'), found('edge-served')] },
  {
    name: 'local ports, and who could not be reached for want of one',
    findings: [found('local-ports-exhausted', 'app1', { peer: '10.0.0.31:6379' })],
    asked: waits.waited,
  },
  {
    name: 'a quota that is felt on both hosts',
    findings: both.flatMap((host) => [found('cpu-throttled', host), silent(host)]),
  },
  {
    name: 'a quota on one host, a busy CPU on the other',
    findings: [found('cpu-throttled'), silent('app1'), found('cpu-saturated', 'app2'), silent('app2')],
  },
  {
    name: 'a worker that closed the connection, and says that it was busy',
    findings: [up('app1'), found('health-no-answer', 'app1', { failure: 'closed' }), busy()],
  },
  {
    name: 'a connection refused where workers were busy',
    findings: [up('app1'), found('health-no-answer', 'app1', { failure: 'refused' }), busy()],
  },
  {
    name: 'a file system that takes no writes',
    findings: [says('OSError: [Errno 30] Read-only file system'), found('health-failing')],
  },
  {
    name: 'a disk that is full by words alone',
    findings: [says('ENOSPC: no space left on device, write'), found('health-failing')],
  },
]

describe('serverOverload by its signs', () => {
  it('says this of findings', async () => {
    await expect(tellRule(serverOverload, cases)).toMatchFileSnapshot('fixtures/rules/overload-by-its-signs.txt')
  })
})
