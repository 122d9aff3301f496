import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import type { Finding } from '../checklist/finding.ts'
import { deploymentInProgress } from './deployment-in-progress.ts'

const served = found('edge-served')
const out = (sinceSeconds: number, host = 'app1') => found('server-in-maintenance', host, { sinceSeconds })
const draining = (sinceSeconds: number, host = 'app1') => found('server-draining', host, { sinceSeconds })
const starting = (sinceSeconds: number, host = 'app1') => found('unit-starting', host, { sinceSeconds })
const stopped = (sinceSeconds: number, host = 'app1') => found('unit-inactive', host, { sinceSeconds })
const released = (ageSeconds: number, host = 'app1', previous = '41') =>
  found('release-recent', host, { ageSeconds, release: '42', previous })
const started = (ageSeconds: number, host = 'app1') => found('unit-started-recently', host, { ageSeconds })
const well = (host = 'app1') => found('health-ok', host)
const down = (host = 'app1') => found('server-down', host)
const got = (status: number, program: string) => found('edge-unavailable', '', { status, program })
const rule = (program: Fact<'config-makes-503', 'program'>, isLimit = false) =>
  found('config-makes-503', 'lb1', { program, isLimit, file: '/etc/nginx/nginx.conf', line: 'return 503;' })
const quiet = (supports: Fact<'journal-line', 'supports'> = 'deployment_in_progress') =>
  found('proxy-log-no-entry', 'lb1', { program: 'nginx', supports, next: "grep -rn 'return 503' /etc/nginx" })
const says = (meaning: string, program = 'app', certainty: Fact<'edge-responder', 'certainty'> = 'certain') =>
  found('edge-responder', '', { program, certainty, meaning })
const localProxy = <F extends Finding<'unit-starting' | 'unit-inactive'>>(finding: F): F => ({
  ...finding,
  facts: { ...finding.facts, role: 'local-proxy' },
})
const changed = (host: string) => found('config-changed-recently', host)

const masked = () => found('edge-unavailable', '', { status: 503, program: 'app', certainty: 'unknown' })
const rejected = { signature: 'haproxy-returned', line: 'www www/<NOSRV> 0/-1/-1/-1/0 503 101 - - LR--' }
const sentByRule = (host = 'lb1') => found('journal-line', host, rejected)

const ownPage = (certainty: Fact<'edge-responder', 'certainty'> = 'unknown') =>
  found('edge-unavailable', '', { status: 503, program: 'app', certainty, says: 'maintenance' })

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  { name: 'one server out', findings: [out(60)], asked: 'all' },
  { name: 'one server out, nobody knows since when', findings: [served, found('server-in-maintenance')] },
  { name: 'a server out for less than a day, users served', findings: [served, out(86_399)] },
  { name: 'a server out for a day, users served', findings: [served, out(86_400)] },
  { name: 'a server out for a day, users suffer', findings: [got(503, 'haproxy'), out(86_400)] },
  { name: 'a server that drains', findings: [draining(60)] },
  { name: 'both out', findings: [out(60), out(60, 'app2')], asked: 'all' },
  {
    name: 'both out of a backend of other names',
    findings: [found('server-in-maintenance', ''), found('server-in-maintenance', '')],
    asked: 'all',
  },
  { name: 'one out, its unit stopped', findings: [out(60), stopped(600), stopped(600, 'app2')] },
  { name: 'one out, its unit stopping', findings: [out(60), found('unit-stopping')] },
  { name: 'one out, a proxy on it stopped', findings: [out(60), localProxy(stopped(600))] },
  { name: 'one out with a release', findings: [out(60), released(60)] },
  { name: 'one out with different releases', findings: [out(60), found('release-mixed')] },
  {
    name: 'one out while the other has just come up',
    findings: [out(60), started(10, 'app2'), well('app2'), down('app2')],
  },

  { name: 'a start', findings: [starting(60)], asked: 'all' },
  { name: 'a start of which nobody knows since when', findings: [found('unit-starting')] },
  { name: 'a stop', findings: [found('unit-stopping')] },
  { name: 'a start of a unit without a name', findings: [found('unit-starting', 'app1', { unit: '' })] },
  { name: 'a start of a proxy', findings: [localProxy(starting(60))] },
  { name: 'a start of two minutes', findings: [starting(120)] },
  { name: 'a start of more', findings: [starting(121)] },
  { name: 'a start of a quarter of an hour after a release', findings: [starting(900), released(950)] },
  { name: 'a start of more after a release', findings: [starting(901), released(950)] },
  { name: 'a start of more after a release on the other host', findings: [starting(121), released(950, 'app2')] },
  { name: 'starts on both hosts', findings: [starting(10), starting(10, 'app2')], asked: 'all' },

  { name: 'a stop 29 s ago, 119 s after a release', findings: [stopped(29), released(119)], asked: 'all' },
  { name: 'a stop 30 s ago', findings: [stopped(30), released(100)] },
  { name: 'a stop of which nobody knows since when', findings: [found('unit-inactive'), released(100)] },
  { name: 'a stop two minutes after a release', findings: [stopped(5), released(120)] },
  { name: 'a stop after a release of unknown age', findings: [stopped(5), found('release-recent')] },
  { name: 'a stop after a release on the other host', findings: [stopped(5), released(10, 'app2')] },
  { name: 'a stop of a proxy after a release', findings: [localProxy(stopped(5)), released(10)] },

  { name: 'up for 119 s and well, not trusted yet', findings: [started(119), well(), down()], asked: 'all' },
  { name: 'up for 120 s and well, not trusted yet', findings: [started(120), well(), down()] },
  { name: 'up for an unknown time', findings: [found('unit-started-recently'), well(), down()] },
  { name: 'up and well, trusted now and then', findings: [started(10), well(), found('server-flapping')] },
  { name: 'up and well, trusted', findings: [started(10), well()] },
  { name: 'up and slow, not trusted yet', findings: [started(10), found('health-slow'), down()] },
  { name: 'up and well beside a server that is down', findings: [started(10), well(), down('app2')] },

  { name: 'nginx answers 503 by a switch', findings: [got(503, 'nginx'), rule('nginx')], asked: 'all' },
  {
    name: 'nginx answers 503 now and then by a switch',
    findings: [found('edge-intermittent', '', { status: 503, program: 'nginx' }), rule('nginx')],
  },
  { name: 'nginx answers 502 beside a switch', findings: [got(502, 'nginx'), rule('nginx')] },
  { name: 'nginx answers 503 beside a switch of Apache', findings: [got(503, 'nginx'), rule('apache')] },
  { name: 'nginx answers 503 by a limit', findings: [got(503, 'nginx'), rule('nginx', true)] },
  {
    name: 'nginx answers 503 by a switch, and limits',
    findings: [got(503, 'nginx'), rule('nginx'), found('proxy-limiting', 'lb1')],
  },
  {
    name: 'nginx answers 503 by a switch, and no matching log entry',
    findings: [got(503, 'nginx'), rule('nginx'), quiet()],
  },
  { name: 'nginx answers 503, and no matching log entry', findings: [got(503, 'nginx'), quiet()] },
  { name: 'nginx answers 503, and its silence means something else', findings: [got(503, 'nginx'), quiet('')] },
  {
    name: 'nginx answers 503 by a switch of today',
    findings: [got(503, 'nginx'), rule('nginx'), changed('lb1'), changed('app1')],
  },
  ...(['health-failing', 'health-no-answer'] as const).map((id) => ({
    name: `nginx answers 503 by a switch, and ${id}`,
    findings: [got(503, 'nginx'), rule('nginx'), found(id)],
  })),
  ...[
    'in maintenance mode',
    'under maintenance',
    'is draining',
    'is shutting down',
    'is being deployed',
    'has no workers',
  ].map((meaning) => ({ name: `an application that ${meaning}`, findings: [got(503, 'app'), says(meaning)] })),
  {
    name: 'an application that is perhaps in maintenance mode',
    findings: [got(503, 'app'), says('maintenance mode', 'app', 'likely')],
  },
  {
    name: 'a page of nginx that may be maintenance mode',
    findings: [got(503, 'nginx'), says('maintenance mode', 'nginx')],
  },

  ...(
    [
      'edge-unavailable',
      'edge-intermittent',
      'health-failing',
      'health-no-answer',
      'server-down',
      'health-slow',
    ] as const
  ).map((id) => ({
    name: `a release, and ${id}`,
    findings: [found(id), released(90)],
  })),
  { name: 'a release on two hosts', findings: [got(500, 'app'), released(90), released(80, 'app2')], asked: 'all' },
  { name: 'a release with nothing before it', findings: [got(500, 'app'), released(90, 'app1', '')] },
  { name: 'a release of an hour ago', findings: [got(500, 'app'), found('release-recent', 'app1', { release: '42' })] },
  { name: 'a release and a switch', findings: [got(503, 'nginx'), rule('nginx'), released(90)] },

  { name: 'releases settled', findings: [found('release-settled'), found('release-settled', 'app2')] },
  { name: 'units running', findings: [found('unit-running-since'), found('unit-running-since', 'app2')] },
  {
    name: 'a release settled and a unit running',
    findings: [found('release-settled'), found('unit-running-since', 'app2')],
  },
  { name: 'a release settled on one host of two', findings: [found('release-settled')] },
  { name: 'no host', service: { hosts: [] }, findings: [found('release-settled')] },
  ...(['warn', 'unknown', 'skipped'] as const).map((status) => ({
    name: `releases settled, the step ${status}`,
    steps: { deploy: status },
    findings: [found('release-settled'), found('release-settled', 'app2')],
  })),
  ...(
    [
      'release-recent',
      'release-mixed',
      'unit-starting',
      'unit-stopping',
      'server-in-maintenance',
      'server-draining',
      'unit-started-recently',
    ] as const
  ).map((id) => ({
    name: `releases settled, and ${id} of long ago`,
    findings: [
      served,
      found('release-settled'),
      found('release-settled', 'app2'),
      found(id, 'app1', { sinceSeconds: 90_000 }),
    ],
  })),
  { name: 'a server out, users served, with a release', findings: [served, out(60), released(60)] },
  { name: 'a server out for a day, users served, with a release', findings: [served, out(86_400), released(60)] },
  {
    name: 'a server out since nobody knows, users served, with a release',
    findings: [served, found('server-draining'), released(60)],
  },
  { name: 'a server out, users served, its unit stopped', findings: [served, out(60), stopped(600)] },
  { name: 'a server out, users served, the other starts', findings: [served, out(60), starting(5, 'app2')] },
  { name: 'a server out, users served, its host fails', findings: [served, out(60), found('health-failing')] },
  {
    name: 'a server out, users served, the other host fails',
    findings: [served, out(60), found('health-failing', 'app2')],
  },
  { name: 'a page that a rule of HAProxy sent', findings: [masked(), rule('haproxy'), sentByRule()] },
  { name: 'a page that a rule of HAProxy may have sent', findings: [masked(), rule('haproxy')] },
  { name: 'a page that a rule of another host sent', findings: [masked(), rule('haproxy'), sentByRule('app1')] },
  { name: 'a page of somebody, and a limit', findings: [masked(), rule('haproxy', true)] },
  { name: 'a page of somebody known, and a rule of HAProxy', findings: [got(503, 'app'), rule('haproxy')] },
  {
    name: 'a page that a rule sent, as a log of HAProxy tells',
    findings: [masked(), rule('haproxy'), found('proxy-log-line', 'lb1', rejected)],
  },
  {
    name: 'a page of 200 that a rule sent',
    findings: [
      masked(),
      rule('haproxy'),
      found('journal-line', 'lb1', { signature: 'haproxy-returned', line: 'www 200 101' }),
    ],
  },
  {
    name: 'a page of 503, and another line of HAProxy',
    findings: [masked(), rule('haproxy'), found('journal-line', 'lb1', { line: 'www 503 101' })],
  },
  {
    name: 'a page that a rule on one of two hosts sent',
    findings: [masked(), rule('haproxy'), { ...rule('haproxy'), place: 'lb2' }, sentByRule()],
  },
  {
    name: 'a page of HAProxy, and a rule that sent it',
    findings: [got(503, 'haproxy'), rule('haproxy'), sentByRule()],
  },
  { name: 'a page that speaks of maintenance', findings: [ownPage()], asked: 'all' },
  { name: 'a page that speaks of maintenance, no server left', findings: [ownPage(), down()] },
  { name: 'a page that speaks of maintenance, health fails', findings: [ownPage(), found('health-failing')] },
  { name: 'a page of a program known that speaks of maintenance', findings: [ownPage('certain')] },
  { name: 'a server out, users served, different releases', findings: [served, out(60), found('release-mixed')] },
]

describe('deploymentInProgress', () => {
  it('says this of findings', async () => {
    await expect(tellRule(deploymentInProgress, cases)).toMatchFileSnapshot('fixtures/rules/deployment-in-progress.txt')
  })
})
