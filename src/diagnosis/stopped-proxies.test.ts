import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { inputShown, type Shown } from '../../test/support/tell-rule.ts'
import { stoppedProxies } from './stopped-proxies.ts'

const localProxy = (host = 'app1', unit = 'nginx') => found('unit-failed', host, { role: 'local-proxy', unit })
const refused = (host = 'app1', checkStatus = 'L4CON') => found('server-down', host, { checkStatus })
const well = (host = 'app1') => found('health-ok', host)
const noConnection = found('edge-unavailable', '', { failure: 'refused' })
const alone = { balancer: undefined }

const cases: readonly (readonly [told: readonly string[], shown: Shown])[] = [
  [['haproxy on lb1, entrance'], { name: 'the balancer', findings: [found('unit-failed', 'lb1')] }],
  [['nginx on app1'], { name: 'beside the application', findings: [localProxy(), refused(), well()] }],
  [['nginx on app1'], { name: 'beside a slow application', findings: [localProxy(), refused(), found('health-slow')] }],
  [
    [],
    { name: 'beside an application that is not well', findings: [localProxy(), refused(), found('health-failing')] },
  ],
  [[], { name: 'whose check says no', findings: [localProxy(), refused('app1', 'L7STS'), well()] }],
  [[], { name: 'whose server is not down, and no connection', findings: [localProxy(), noConnection, well()] }],
  [[], { name: 'of the application', findings: [found('unit-failed'), refused(), well()] }],
  [
    ['nginx on app1 and app2'],
    {
      name: 'beside both',
      findings: [localProxy(), localProxy('app2'), refused(), refused('app2'), well(), well('app2')],
    },
  ],
  [
    ['nginx on app1', 'caddy on app2'],
    {
      name: 'different ones beside both',
      findings: [localProxy(), localProxy('app2', 'caddy'), refused(), refused('app2'), well(), well('app2')],
    },
  ],
  [
    ['nginx on app1, entrance', 'nginx on app2, entrance'],
    {
      name: 'before both',
      service: alone,
      findings: [localProxy(), localProxy('app2'), noConnection, well(), well('app2')],
    },
  ],
  [
    [],
    {
      name: 'before the application, and an answer',
      service: alone,
      findings: [localProxy(), found('edge-unavailable', '', { status: 503 }), well()],
    },
  ],
  [
    ['nginx on app1'],
    {
      name: 'twice on one host',
      findings: [localProxy(), { ...localProxy(), id: 'unit-killed-for-memory' }, refused(), well()],
    },
  ],
]

describe('stoppedProxies()', () => {
  it.each(cases)('are %j for one that does not run', (told, shown) => {
    const proxies = stoppedProxies(inputShown(shown))
    expect(
      proxies.map(
        ({ unit, places, isEntrance }) => `${unit} on ${places.join(' and ')}${isEntrance ? ', entrance' : ''}`,
      ),
    ).toEqual(told)
  })
})
