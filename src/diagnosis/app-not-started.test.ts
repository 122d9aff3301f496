import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import type { Finding } from '../checklist/finding.ts'
import type { FindingId } from '../checklist/finding-ids.ts'
import { appNotStarted } from './app-not-started.ts'

const failed = (host = 'app1', more = {}) => found('unit-failed', host, { exitStatus: 1, sinceSeconds: 60, ...more })
const looping = (host = 'app1', more = {}) => found('unit-crash-looping', host, { exitStatus: 1, ...more })
const says = (
  line: string,
  supports: Fact<'journal-line', 'supports'> = 'app_not_started',
  host = 'app1',
  unit = 'gunicorn',
) => found('journal-line', host, { line, supports, unit })
const released = (ageSeconds: number, host = 'app1', previous = '41') =>
  found('release-recent', host, { ageSeconds, release: '42', previous })
const as = <F extends Finding<'unit-failed' | 'unit-inactive' | 'unit-active'>>(
  role: Fact<'unit-failed', 'role'>,
  finding: F,
): F => ({ ...finding, facts: { ...finding.facts, role } })
const deaf = (host = 'app1', more = {}) => found('not-listening', host, { port: 8000, ...more })
const frozen = (host = 'app1', more = {}) => found('process-frozen', host, { pid: 4711, ...more })

const fallen = (host = 'app1') => as('local-proxy', failed(host, { unit: 'nginx' }))
const refusedAt = (host = 'app1') => found('server-down', host, { checkStatus: 'L4CON' })
const wellOn = (host = 'app1') => found('health-ok', host)
const gateway = (host: string) => found('server-down', host, { checkStatus: 'L7STS', checkCode: 502 })

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  ...(
    [
      'unit-failed',
      'unit-inactive',
      'unit-missing',
      'unit-crash-looping',
      'process-missing',
      'process-frozen',
      'not-listening',
      'unit-restarting',
    ] as const
  ).map((id: FindingId) => ({ name: id, findings: [found(id)], asked: 'all' as const })),
  { name: 'a unit that is missing where pages are served', findings: [{ ...found('unit-missing'), weight: 'warn' }] },
  { name: 'a unit of the balancer', findings: [found('unit-failed', 'lb1')] },
  { name: 'a proxy beside the application', findings: [as('local-proxy', failed())] },
  { name: 'processes of the balancer', findings: [frozen('lb1')] },
  { name: 'on both hosts', findings: [failed(), failed('app2')], asked: 'all' },
  {
    name: 'failed on one and looping on the other',
    findings: [failed('app2', {}), { ...looping(), topic: 'gunicorn crashes and restarts (exit 3)' }],
  },
  { name: 'failed on one and stopped on the other', findings: [failed(), found('unit-inactive', 'app2')] },
  { name: 'two units that fail', findings: [failed(), failed('app2', { unit: 'worker' })] },
  { name: 'a unit without a name', findings: [failed('app1', { unit: '' })] },
  { name: 'nothing known of a unit', service: { unit: undefined }, findings: [found('process-missing')] },

  {
    name: 'a stop a moment after a release',
    findings: [found('unit-inactive', 'app1', { sinceSeconds: 5 }), released(10), deaf()],
  },
  {
    name: 'a stop long after a release',
    findings: [found('unit-inactive', 'app1', { sinceSeconds: 50 }), released(60), deaf()],
  },
  {
    name: 'a start that hangs',
    findings: [found('unit-starting', 'app1', { sinceSeconds: 300 }), deaf()],
    asked: 'all',
  },
  { name: 'a start that does not hang', findings: [found('unit-starting', 'app1', { sinceSeconds: 60 }), deaf()] },
  { name: 'a start of the balancer that hangs', findings: [found('unit-starting', 'lb1', { sinceSeconds: 300 })] },

  { name: 'nothing listens where a unit failed', findings: [failed(), deaf(), deaf('app2')] },
  { name: 'nothing listens, and pages are served', findings: [{ ...deaf(), weight: 'warn' }] },
  { name: 'nothing listens though the unit is active', findings: [deaf(), found('unit-active')] },
  ...(['unit-starting', 'unit-stopping', 'unit-killed-for-memory'] as const).map((id) => ({
    name: `nothing listens, and ${id}`,
    findings: [deaf(), found(id)],
  })),
  { name: 'processes that stopped', findings: [frozen(), frozen('app2')] },
  { name: 'processes that stopped, which is not known', findings: [found('process-frozen')] },

  {
    name: 'its last words',
    findings: [
      failed(),
      says('Reloading', ''),
      says("ModuleNotFoundError: No module named 'x'"),
      says('Shutting down'),
    ],
  },
  {
    name: 'last words of another unit',
    findings: [failed(), says('nginx: [emerg] unknown directive', 'app_not_started', 'app1', 'nginx')],
  },
  { name: 'last words on the other host', findings: [failed(), says('No module', 'app_not_started', 'app2')] },
  {
    name: 'last words of a process without a unit',
    service: { unit: undefined },
    findings: [found('process-missing'), says('No module named x')],
  },

  { name: 'it went down after the release', findings: [failed('app1', { sinceSeconds: 60 }), released(61)] },
  { name: 'it went down with the release', findings: [failed('app1', { sinceSeconds: 60 }), released(60)] },
  { name: 'it went down before the release', findings: [failed('app1', { sinceSeconds: 60 }), released(59)] },
  { name: 'it went down at an unknown time', findings: [looping(), released(60)] },
  { name: 'it went down after a release on the other host', findings: [failed(), released(90, 'app2')] },
  { name: 'it went down after the first release', findings: [failed(), released(90, 'app1', '')] },
  { name: 'a program that cannot be executed', findings: [failed('app1', { exitStatus: 203 })] },

  {
    name: 'a start of another unit that hangs',
    findings: [found('unit-starting', 'app1', { unit: 'worker', sinceSeconds: 300 })],
  },
  { name: 'a failure a moment after a release', findings: [failed('app1', { sinceSeconds: 5 }), released(10)] },
  {
    name: 'a proxy that was stopped where nothing listens',
    findings: [as('local-proxy', found('unit-inactive', 'app1', { sinceSeconds: 5 })), deaf()],
  },
  {
    name: 'an error that was raised after other words',
    findings: [failed(), says('could not start'), says('Error: no such file')],
  },
  { name: 'an error that was raised, without a reason known', findings: [failed(), says('Error: no such file', '')] },
  { name: 'active on both hosts', findings: [found('unit-active'), found('unit-active', 'app2')] },
  { name: 'active on one of two', findings: [found('unit-active'), found('unit-active', 'lb1')] },
  { name: 'active on the only one', service: { hosts: ['app1'] }, findings: [found('unit-active')] },
  { name: 'no host', service: { hosts: [] }, findings: [found('unit-active')] },
  { name: 'listening on both, and units not seen', findings: [found('listening'), found('listening', 'app2')] },
  {
    name: 'listening on both, without units',
    service: { unit: undefined },
    findings: [found('listening'), found('listening', 'app2')],
  },
  {
    name: 'running on one, listening on the other, without units',
    service: { unit: undefined },
    findings: [found('process-running'), found('listening', 'app2')],
  },
  {
    name: 'a proxy beside the application, whose port refuses',
    findings: [fallen(), refusedAt(), wellOn()],
    asked: 'all',
  },
  {
    name: 'a proxy beside the application on both hosts',
    findings: ['app1', 'app2'].flatMap((host) => [fallen(host), refusedAt(host), wellOn(host)]),
  },
  {
    name: 'a proxy before the application, nobody balances',
    service: { balancer: undefined },
    findings: [fallen(), refusedAt(), wellOn()],
  },
  {
    name: 'nothing behind the proxy of a unreachable host',
    unreachable: ['app2'],
    findings: [gateway('app2')],
    asked: 'all',
  },
  { name: 'nothing behind the proxy of a host that is seen', findings: [gateway('app2')] },
  {
    name: 'a unreachable host that says no',
    unreachable: ['app2'],
    findings: [found('server-down', 'app2', { checkCode: 503 })],
  },
  {
    name: 'a longer topic beside one that tells the exit',
    findings: [failed('app2', { exit: ' (exit 3)' }), { ...looping(), topic: 'unit-failed was seen' }],
  },
]

describe('appNotStarted', () => {
  it('says this of findings', async () => {
    await expect(tellRule(appNotStarted, cases)).toMatchFileSnapshot('fixtures/rules/app-not-started.txt')
  })
})
