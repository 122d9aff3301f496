import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { healthCheckFailing } from './health-check-failing.ts'

const url = 'http://127.0.0.1:8000/health/'
const no = (host = 'app1', more = {}) => found('health-failing', host, { url, status: 500, ...more })
const well = (host = 'app1') => found('health-ok', host)
const says = (supports: Fact<'journal-line', 'supports'>, line = '', host = 'app1') =>
  found('journal-line', host, { supports, line })
const down = (host = 'app1', more = {}) => found('server-down', host, { checkStatus: 'L7STS', checkCode: 404, ...more })
const refused = (host = 'app1', more = {}) => down(host, { checkStatus: 'L4CON', checkCode: 0, ...more })
const cannot = (host = 'app1') => found('balancer-cannot-connect', host)
const served = found('edge-served')
const crowd = ['app1', 'app2', 'app3']

const leftOut = (host = 'lb1') => found('proxy-log-line', host, { signature: 'nginx-no-live-upstreams' })
const got502 = found('edge-unavailable', '', { status: 502, program: 'nginx' })
const soundBoth = [well(), well('app2')]

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  { name: 'says no, nothing else known', findings: [no()], asked: 'all' },
  { name: 'says no on both', findings: [no(), no('app2')], asked: 'all' },
  {
    name: 'says no on one, nothing on the other',
    findings: [no(), found('health-no-answer', 'app2', { failure: 'timed-out', url })],
  },
  { name: 'says no now and then', findings: [found('health-intermittent', 'app1', { url })] },
  { name: 'no answer', findings: [found('health-no-answer', 'app1', { url })] },
  { name: 'no connection to a port', findings: [found('health-no-answer', 'app1')] },
  { name: 'says no on a host of no service', findings: [no('lb1')] },
  { name: 'says no, no unit known', service: { unit: undefined }, findings: [no()] },
  {
    name: 'says no, with what fits',
    findings: [no(), found('app-serves'), down('app1'), found('listening'), well('app2')],
  },
  { name: 'no answer, pages served', findings: [found('health-no-answer'), found('app-serves')] },
  {
    name: 'no answer on two, pages served on one',
    findings: [found('health-no-answer'), found('health-no-answer', 'app2'), found('app-serves', 'app2')],
  },
  { name: 'no answer, users served', findings: [found('health-no-answer'), served] },
  { name: 'no answer, users served, server down', findings: [found('health-no-answer'), served, down()] },
  {
    name: 'no answer, users served, pages not',
    findings: [found('health-no-answer'), served, found('app-does-not-serve')],
  },
  { name: 'says no, pages not served', findings: [no(), found('app-does-not-serve')] },
  {
    name: 'says no on both, pages not served on one',
    findings: [no(), no('app2'), found('app-does-not-serve', 'app2')],
  },
  { name: 'says no, its log blames a dependency', findings: [no(), says('dependency_failure')] },
  { name: 'says no, its log blames the check', findings: [no(), says('health_check_failing')] },
  { name: 'says no, its log blames nobody', findings: [no(), says('')] },
  { name: 'says no, its log says that a connection was refused', findings: [no(), says('', 'connect ECONNREFUSED')] },
  { name: 'says no, its log says that the disk is full', findings: [no(), says('', 'No space left on device')] },
  {
    name: 'says no, a log on the other host blames a dependency',
    findings: [no(), says('dependency_failure', '', 'app2')],
  },
  {
    name: 'says no on both, a log on one blames a dependency',
    findings: [no(), no('app2'), says('dependency_failure', '', 'app2')],
  },
  { name: 'says no, and names a part', findings: [no('app1', { body: '"redis": "down"' })] },
  {
    name: 'says no, pages served, its log blames a dependency',
    findings: [no(), found('app-serves'), says('dependency_failure')],
  },

  { name: 'the balancer gets 404', findings: [down(), well()], asked: 'all' },
  { name: 'the balancer gets 404 on both', findings: [down(), down('app2'), well(), well('app2')], asked: 'all' },
  { name: 'the balancer gets 404, health slow', findings: [down(), found('health-slow')] },
  { name: 'the balancer gets 404, health not seen', findings: [down()] },
  { name: 'the balancer gets 404 on one, health seen on the other', findings: [down(), well('app2')] },
  { name: 'the balancer gets something', findings: [down('app1', { checkCode: 0 }), well()] },
  {
    name: 'the balancer is not pleased',
    findings: [down('app1', { checkCode: 0, checkStatus: '', address: '' }), well()],
  },
  { name: 'the balancer cannot connect', findings: [refused(), well(), cannot()], asked: 'all' },
  {
    name: 'the balancer cannot connect to both',
    findings: [refused(), refused('app2'), well(), well('app2')],
    asked: 'all',
  },
  {
    name: 'the balancer cannot connect, where it listens for itself',
    findings: [refused(), well(), cannot(), found('listening-on-loopback-only')],
  },
  {
    name: 'the balancer cannot connect, the other listens for itself',
    findings: [refused(), well(), cannot(), found('listening-on-loopback-only', 'app2')],
  },
  { name: 'the balancer could not connect and does now', findings: [refused(), well(), found('balancer-connects')] },
  { name: 'the balancer timed out', findings: [refused('app1', { checkStatus: 'L4TOUT' }), well()] },
  { name: 'the balancer gets 404 and cannot connect', findings: [down(), well(), cannot()] },
  {
    name: 'the balancer gets 404 on one and cannot connect to the other',
    findings: [down(), well(), refused('app2'), well('app2'), cannot('app2')],
  },
  { name: 'the balancer does not say, and cannot connect', findings: [cannot(), well()] },
  { name: 'the balancer does not say, and cannot connect to one that is not well', findings: [cannot(), well('app2')] },
  {
    name: 'servers without a host, all well',
    findings: [down('', { server: 's1' }), refused('', { server: 's2' }), well(), well('app2')],
    asked: 'all',
  },
  { name: 'servers without a host, one not well', findings: [down(''), well()] },
  { name: 'servers without a host, no hosts', service: { hosts: [] }, findings: [down('')] },
  {
    name: 'two of three',
    service: { hosts: crowd },
    findings: [refused(), refused('app2'), well(), well('app2')],
    asked: 'all',
  },

  { name: 'both fine', findings: [well(), found('health-slow', 'app2')] },
  { name: 'both fine, servers up', findings: [well(), well('app2'), found('server-up'), found('server-up', 'app2')] },
  { name: 'one fine', findings: [well()] },
  { name: 'the only one fine', service: { hosts: ['app1'] }, findings: [well()] },
  { name: 'the only one slow', service: { hosts: ['app1'] }, findings: [found('health-slow')] },
  { name: 'no host', service: { hosts: [] }, findings: [] },
  ...(['warn', 'fail', 'unknown'] as const).map((status) => ({
    name: `the only one fine, the step ${status}`,
    service: { hosts: ['app1'] },
    steps: { health: status },
    findings: [well()],
  })),
  { name: 'nginx leaves sound servers out', findings: [...soundBoth, got502, leftOut()], asked: 'all' },
  { name: 'nginx leaves servers out, one not well', findings: [well(), got502, leftOut()] },
  { name: 'nginx leaves servers out that it cannot reach', findings: [...soundBoth, got502, leftOut(), cannot()] },
  { name: 'another nginx leaves servers out', findings: [...soundBoth, got502, leftOut('app1')] },
  {
    name: 'nginx left servers out, and answers 503 now',
    findings: [...soundBoth, found('edge-unavailable', '', { status: 503 }), leftOut()],
  },
  { name: 'says no and names what it lacks, pages fine', findings: [no(), found('app-serves'), says('', 'ENOSPC')] },
  {
    name: 'no connection to a port of no number',
    service: { port: undefined },
    findings: [found('health-no-answer', 'app1')],
  },
  {
    name: 'servers without a host, with addresses',
    findings: [refused('', { address: '[fd00::12]:8000' }), ...soundBoth],
  },
  {
    name: 'nginx leaves servers out, one slow',
    findings: [well(), found('health-slow', 'app2'), got502, leftOut(), found('balancer-connects')],
  },
  {
    name: 'nginx leaves servers out now and then',
    findings: [...soundBoth, found('edge-intermittent', '', { status: 502 }), leftOut()],
  },
  { name: 'nginx left servers out, and users are served', findings: [...soundBoth, served, leftOut()] },
  {
    name: 'nginx logs something else',
    findings: [...soundBoth, got502, found('proxy-log-line', 'lb1', { signature: 'other' })],
  },
  {
    name: 'nginx leaves servers out, nobody balances',
    service: { balancer: undefined },
    findings: [...soundBoth, got502, leftOut()],
  },
]

describe('healthCheckFailing', () => {
  it('says this of findings', async () => {
    await expect(tellRule(healthCheckFailing, cases)).toMatchFileSnapshot('fixtures/rules/health-check-failing.txt')
  })
})
