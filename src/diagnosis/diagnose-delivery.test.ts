import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { haproxy503, nginx503, page, unit } from '../../test/support/healthy-values.ts'
import { ago, isUnreachable, sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const redis = 'redis://cache1:6379'
const restarting = {
  activeState: 'activating',
  subState: 'auto-restart',
  result: 'exit-code',
  exitCode: 'exited',
  restarts: 14,
}

const faults: readonly Fault[] = [
  {
    name: 'wrong health path in the balancer',
    changes: [
      f.servers({ status: 'DOWN', checkStatus: 'L7STS', checkCode: 404, checkDetail: 'Not Found' }),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'lb1: web/app1',
    title: /gets 404/,
  },
  {
    name: 'health endpoint with a bug',
    changes: f.unhealthy(both, 'KeyError').filter((_, index) => index !== 1),
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'app1',
  },
  {
    name: 'firewall between balancer and host',
    changes: [
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT', checkDetail: '', checkCode: 0 }, ['app1']),
      sees('port', 'lb1', (healthy, { subject }) => (subject === '10.0.0.11:8000' ? f.failed('timed-out') : healthy)),
    ],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    place: 'lb1 → app1',
  },
  {
    name: 'rolling release with draining servers',
    changes: [
      f.servers({ status: 'DRAIN', checkStatus: 'L7OK' }, ['app1']),
      f.appUnit('app1', { activeState: 'deactivating', stateChangedAt: ago(3) }),
      sees('release', 'app1', (r) => ({ ...r, changedAt: ago(60), target: '/srv/app/releases/42' })),
    ],
    outcome: 'degraded',
    causes: ['deployment_in_progress confirmed'],
    place: 'app1',
  },
  {
    name: 'maintenance in the balancer for all servers',
    changes: [f.servers({ status: 'MAINT', checkStatus: '' }), f.edgeDown],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1: web/app1',
  },
  {
    name: 'rate limiting at nginx',
    service: { balancer: { host: 'lb1', unit: 'nginx' } },
    changes: [
      f.edge(page(200), nginx503(), nginx503(), nginx503()),
      sees('units', 'lb1', { units: [unit('nginx')], otherFailed: [] }),
      sees('balancer-config', 'lb1', (c) => ({
        ...c,
        kind: 'nginx',
        sockets: [],
        makes503: [{ file: '/etc/nginx/nginx.conf', line: 'limit_req zone=one burst=5;' }],
      })),
      sees('proxy-log', 'lb1', {
        program: 'nginx',
        path: '/var/log/nginx/error.log',
        lines: ['2026/03/02 09:59:50 [error] 7#7: *1 limiting requests, excess: 5.1 by zone "one", client: 10.0.0.1'],
      }),
    ],
    outcome: 'degraded',
    causes: ['rate_limited confirmed'],
    place: 'nginx on lb1',
  },
  {
    name: '429 from HAProxy',
    changes: [
      f.edge(
        page(429, {
          statusText: 'Too Many Requests',
          body: '<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.\n</body></html>\n',
        }),
      ),
    ],
    outcome: 'down',
    causes: ['rate_limited confirmed'],
  },
  {
    name: 'a dead host of two',
    changes: [
      isUnreachable('app1'),
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT' }, ['app1']),
      sees('port', 'lb1', (h, { subject }) => (subject === '10.0.0.11:8000' ? f.failed('timed-out') : h)),
    ],
    outcome: 'degraded',
    causes: ['host_unreachable confirmed'],
    place: 'app1',
  },
  {
    name: 'a dead balancer',
    changes: [
      f.balancerUnit({ activeState: 'failed', result: 'exit-code', exitStatus: 1 }),
      f.edge(f.failed('refused')),
      sees('edge', 'lb1', (e) => ({ ...e, tries: [f.failed('refused')] })),
    ],
    outcome: 'down',
    causes: ['balancer_down confirmed'],
    place: 'haproxy on lb1',
  },
  {
    name: 'a balancer whose host is gone',
    changes: [isUnreachable('lb1'), f.edge(f.failed('timed-out'))],
    outcome: 'down',
    causes: ['balancer_down confirmed'],
    place: 'lb1',
  },
  {
    name: 'two faults at once',
    changes: [
      sees('dependency-redis', '*', f.failed('refused')),
      ...f.unhealthy(['app2']),
      ...f.stopped(['app1'], { ...restarting, exitStatus: 3 }),
      f.logged('app1', "ModuleNotFoundError: No module named 'x'"),
      f.edge(haproxy503()),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed', 'app_not_started confirmed'],
    place: redis,
  },
]

describe('diagnose()', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells each fault in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/delivery.txt')
  })
})
