import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { balancerDown } from './balancer-down.ts'

const noConnection = (failure: Fact<'edge-unavailable', 'failure'> = 'refused') =>
  found('edge-unavailable', '', { failure })
const sometimesNone = found('edge-intermittent', '', { failure: 'refused' })
const got503 = found('edge-unavailable', '', { status: 503, program: 'haproxy' })
const localProxy = (
  host: string,
  unit = 'nginx',
  id:
    | 'unit-failed'
    | 'unit-inactive'
    | 'unit-missing'
    | 'unit-active'
    | 'unit-crash-looping'
    | 'unit-killed-for-memory' = 'unit-failed',
) => found(id, host, { unit, role: 'local-proxy' }, { weight: 'info' })
const refusedChecks = (host = 'app1') => found('server-down', host, { checkStatus: 'L4CON' })
const well = found('health-ok')
const alone = { balancer: undefined }

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  ...(
    [
      'unit-failed',
      'unit-inactive',
      'unit-missing',
      'unit-crash-looping',
      'unit-killed-for-memory',
      'unit-starting',
    ] as const
  ).map((id) => ({
    name: `${id} on the balancer`,
    findings: [found(id, 'lb1')],
  })),
  { name: 'missing on the balancer that serves', findings: [{ ...found('unit-missing', 'lb1'), weight: 'warn' }] },
  { name: 'the application is not there', findings: [found('unit-failed')] },
  {
    name: 'failed, with what fits',
    findings: [
      found('unit-failed', 'lb1'),
      found('journal-line', 'lb1', { unit: 'haproxy', line: 'unknown keyword' }),
      found('journal-line', 'lb1', { unit: 'cron', line: 'pam_unix' }),
      found('journal-line', 'app1', { unit: 'haproxy' }),
      noConnection(),
    ],
    asked: 'all',
  },
  ...['nginx', 'apache2', 'httpd', 'caddy', 'varnish'].map((unit) => ({
    name: `${unit} on the balancer`,
    findings: [found('unit-failed', 'lb1', { unit })],
  })),

  {
    name: 'a proxy that nobody named, on the balancer, and no connection',
    findings: [localProxy('lb1'), noConnection()],
  },
  { name: 'a proxy that nobody named, on the balancer, and an answer', findings: [localProxy('lb1'), got503] },
  {
    name: 'a proxy that nobody named, beside the one that runs',
    findings: [localProxy('lb1'), noConnection(), found('unit-active', 'lb1')],
  },
  {
    name: 'a proxy that nobody named, on a balancer that is a host, too',
    findings: [localProxy('lb1'), noConnection(), found('unit-active', 'lb1', { role: 'app' })],
  },
  {
    name: 'a proxy beside the application, whose port refuses',
    findings: [localProxy('app1'), refusedChecks(), well],
    asked: 'all',
  },
  {
    name: 'a proxy beside a slow application, whose port refuses',
    findings: [localProxy('app1'), refusedChecks(), found('health-slow')],
  },
  {
    name: 'a proxy beside the application, whose port refuses on the other host',
    findings: [localProxy('app1'), refusedChecks('app2'), well],
  },
  {
    name: 'a proxy beside the application, whose check says no',
    findings: [localProxy('app1'), found('server-down', 'app1', { checkStatus: 'L7STS' }), well],
  },
  { name: 'a proxy beside an application that is not well', findings: [localProxy('app1'), refusedChecks()] },
  {
    name: 'a proxy beside the application, and no connection',
    findings: [localProxy('app1'), noConnection(), found('health-no-answer')],
  },
  {
    name: 'a proxy before the application, and no connection',
    service: alone,
    findings: [localProxy('app1'), noConnection(), well],
  },
  {
    name: 'a proxy before the application, and an answer',
    service: alone,
    findings: [localProxy('app1'), got503, well],
  },
  {
    name: 'a proxy before the only application',
    service: { hosts: ['app1'], balancer: undefined },
    findings: [localProxy('app1'), noConnection(), well],
  },

  {
    name: 'its host away, no connection',
    unreachable: ['lb1'],
    findings: [noConnection(), found('unseen', 'lb1'), found('unseen', 'app1')],
    asked: 'all',
  },
  { name: 'its host away, and an answer', unreachable: ['lb1'], findings: [got503] },
  { name: 'its host there, no connection', findings: [noConnection()] },
  {
    name: 'its host away, where the application is, too',
    service: { balancer: { host: 'app1' } },
    unreachable: ['app1'],
    findings: [noConnection()],
  },
  { name: 'another host away', unreachable: ['app2'], findings: [noConnection()] },
  { name: 'no balancer', service: alone, unreachable: ['lb1'], findings: [noConnection()] },

  {
    name: 'no connection though hosts are well',
    findings: [noConnection(), well, found('health-ok', 'app2')],
    asked: 'all',
  },
  { name: 'no connection now and then though a host is slow', findings: [sometimesNone, found('health-slow')] },
  { name: 'no connection, and hosts are not well', findings: [noConnection(), found('health-failing')] },
  { name: 'an answer, and hosts are well', findings: [got503, well] },
  { name: 'no connection, without a balancer', service: alone, findings: [noConnection(), well] },
  { name: 'no name', findings: [noConnection('name-not-found'), well] },
  { name: 'no TLS', findings: [noConnection('tls'), well] },
  {
    name: 'no connection, and the balancer serves itself',
    findings: [noConnection(), well, found('edge-from-balancer', 'lb1', { served: true })],
  },
  {
    name: 'no connection, and the balancer does not serve itself',
    findings: [noConnection(), well, found('edge-from-balancer', 'lb1', { served: false })],
  },
  {
    name: 'no connection, and the balancer is stopped',
    findings: [noConnection(), well, found('process-frozen', 'lb1')],
  },
  { name: 'no connection, and a host is stopped', findings: [noConnection(), well, found('process-frozen', 'app1')] },
  { name: 'no connection, and the unit failed', findings: [noConnection(), well, found('unit-failed', 'lb1')] },

  { name: 'active, and users served', findings: [found('unit-active', 'lb1'), found('edge-served')] },
  { name: 'active, and no connection', findings: [found('unit-active', 'lb1'), noConnection()] },
  { name: 'active is only the application', findings: [found('unit-active')] },
  ...(['edge-served', 'edge-slow'] as const).map((id) => ({ name: `only ${id}`, findings: [found(id)] })),
  { name: 'only an answer', findings: [got503] },
  { name: 'only an answer now and then', findings: [found('edge-intermittent', '', { status: 503 })] },
  {
    name: 'proxies beside both',
    findings: [
      localProxy('app1'),
      localProxy('app2'),
      refusedChecks(),
      refusedChecks('app2'),
      well,
      found('health-ok', 'app2'),
    ],
  },
  {
    name: 'different proxies beside both',
    findings: [
      localProxy('app1'),
      localProxy('app2', 'caddy'),
      refusedChecks(),
      refusedChecks('app2'),
      well,
      found('health-ok', 'app2'),
    ],
  },
  { name: 'an application whose port refuses', findings: [found('unit-failed'), refusedChecks(), well] },
  {
    name: 'a proxy beside a sound application, and no connection to the balancer',
    findings: [localProxy('app1'), noConnection(), well],
  },
  {
    name: 'no connection, and something else that is served',
    findings: [noConnection(), well, found('edge-from-balancer')],
  },
  { name: 'an address that is none', service: alone, findings: [{ ...noConnection(), place: 'shop' }, well] },
  {
    name: 'TLS at a port of its own',
    findings: [{ ...noConnection('tls'), place: 'https://shop.example:8443/' }, well],
  },
]

describe('balancerDown', () => {
  it('says this of findings', async () => {
    await expect(tellRule(balancerDown, cases)).toMatchFileSnapshot('fixtures/rules/balancer-down.txt')
  })
})
