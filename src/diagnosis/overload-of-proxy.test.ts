import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellHypotheses } from '../../test/support/tell-rule.ts'
import { examineProxies } from './overload-of-proxy.ts'

const lacks = (
  program: Fact<'proxy-log-line', 'program'> = 'nginx',
  host = 'lb1',
  what: Fact<'proxy-log-line', 'lacks'> = 'connections',
) => found('proxy-log-line', host, { program, lacks: what }, { weight: 'info' })
const atLimit = found('frontend-at-limit', 'lb1', { program: 'haproxy', lacks: 'connections' })
const got = (id: 'edge-unavailable' | 'edge-intermittent') => found(id, '', { status: 503, program: 'nginx' })
const well = found('health-ok')
const down = found('server-down')

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  { name: 'a balancer without connections', findings: [lacks(), got('edge-unavailable'), well], asked: 'all' },
  {
    name: 'a balancer without connections, slow hosts',
    findings: [lacks(), got('edge-intermittent'), found('health-slow', 'app2')],
  },
  {
    name: 'a balancer without connections, no host well',
    findings: [lacks(), got('edge-unavailable'), found('health-failing')],
  },
  { name: 'a balancer without connections, users served', findings: [lacks(), found('edge-served'), well, down] },
  {
    name: 'a balancer that lacks nothing',
    findings: [found('proxy-log-line', 'lb1', { program: 'nginx' }), got('edge-unavailable'), well],
  },
  { name: 'a frontend at its limit', findings: [atLimit, got('edge-unavailable'), well] },
  {
    name: 'a frontend at its limit, and a log that says so',
    findings: [lacks('haproxy'), atLimit, got('edge-unavailable'), well],
  },
  { name: 'two programs', findings: [lacks(), lacks('haproxy'), got('edge-unavailable'), well] },
  { name: 'two things', findings: [lacks(), lacks('nginx', 'lb1', 'open files'), got('edge-unavailable'), well] },
  { name: 'a program of no name', findings: [lacks('unknown'), got('edge-unavailable'), well] },
  { name: 'a program whose settings we do not name', findings: [lacks('apache'), got('edge-unavailable'), well] },
  {
    name: 'a proxy beside an application that is taken out',
    findings: [lacks('nginx', 'app1'), well, down, found('edge-served')],
    asked: 'all',
  },
  {
    name: 'a proxy beside an application that flaps',
    findings: [lacks('nginx', 'app1'), well, found('server-flapping')],
  },
  {
    name: 'a proxy beside an application whose other host is taken out',
    findings: [lacks('nginx', 'app1'), well, found('server-down', 'app2')],
  },
  {
    name: 'a proxy beside an application that is not well',
    findings: [lacks('nginx', 'app1'), found('health-ok', 'app2'), down],
  },
  {
    name: 'proxies beside both',
    findings: [
      lacks('nginx', 'app1'),
      lacks('nginx', 'app2'),
      well,
      found('health-ok', 'app2'),
      down,
      found('server-down', 'app2'),
      found('balancer-cannot-connect'),
      got('edge-unavailable'),
    ],
  },
  {
    name: 'a proxy without a balancer before it',
    service: { balancer: undefined },
    findings: [lacks('nginx', 'app1'), well, got('edge-unavailable')],
  },
]

describe('examineProxies()', () => {
  it('says this of findings', async () => {
    await expect(tellHypotheses(examineProxies, cases)).toMatchFileSnapshot('fixtures/rules/overload-of-proxy.txt')
  })
})
