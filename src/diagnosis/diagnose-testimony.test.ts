import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page } from '../../test/support/healthy-values.ts'
import { type Change, isUnreachable, sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const noSpace = 'OSError: [Errno 28] No space left on device'

/** The health endpoint fails on both hosts and users are turned away, while pages asked on the hosts are fine. */
const checkFails = f.unhealthy(both).filter((_, index) => index !== 1)

const portsSpent: readonly Change[] = [
  sees('kernel-limits', both, (limits) => ({ ...limits, localPorts: { first: 40_000, last: 40_039 } })),
  sees('connections', both, (seen) => ({
    ...seen,
    peers: [{ address: '10.0.0.31', port: 6379, state: 'ESTAB', count: 40 }],
  })),
]

const faults: readonly Fault[] = [
  {
    name: 'a disk that no figure shows, told by the application whose pages do without it',
    changes: [...checkFails, f.logged(both, `health: ${noSpace}`)],
    outcome: 'down',
    causes: ['server_overload likely'],
    place: 'app1',
    title: /The disk is full on app1, app2, as the application says/,
  },
  {
    name: 'a file system that takes no writes',
    changes: [...checkFails, f.logged(both, 'health: OSError: [Errno 30] Read-only file system')],
    outcome: 'down',
    causes: ['server_overload likely'],
    title: /A file system is read-only/,
  },
  {
    name: 'workers killed for their time, one host silent and one cut off',
    changes: [
      ...f.hanging(both),
      f.health('app1', f.failed('closed', { phase: 'answer' })),
      f.logged(both, '[2026-03-02 09:59:50 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)'),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'a CPU quota that is felt on two hosts',
    changes: [...f.hanging(both), sees('cpu', both, (cpu) => ({ ...cpu, throttledInSample: 4 }))],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
    title: /CPU quota on app1, app2/,
  },
  {
    name: 'hosts without a local port towards a dependency that others reach',
    changes: [
      ...portsSpent,
      sees('dependency-redis', both, f.failed('refused')),
      ...f.unhealthy(both, '{"redis":"down"}'),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /All local ports are in use/,
  },
  {
    name: 'the same towards a dependency that nobody reaches',
    changes: [
      ...portsSpent,
      sees('dependency-redis', ['bot', ...both], f.failed('refused')),
      ...f.unhealthy(both, '{"redis":"down"}'),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed', 'dependency_failure confirmed'],
  },
  {
    name: 'a dependency that answers later than the application waits',
    changes: [
      sees('dependency-redis', both, (answer) => ({ ...answer, latencyMs: 4000 })),
      ...checkFails,
      f.logged(both, 'health: payments: TimeoutError: timed out'),
    ],
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: 'redis://cache1:6379',
    title: /more slowly than the application waits/,
  },
  {
    name: 'a slow dependency that the application does not speak of',
    changes: [sees('dependency-redis', both, (answer) => ({ ...answer, latencyMs: 4000 })), ...checkFails],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
  },
  {
    name: 'a slow dependency on hosts that have no turns to spare',
    changes: [
      sees('dependency-redis', both, (answer) => ({ ...answer, latencyMs: 4000 })),
      sees('load', both, (load) => ({ ...load, one: 60 })),
      sees('cpu', both, (cpu) => ({ ...cpu, busy: 1 })),
      ...checkFails,
      f.logged(both, 'health: payments: TimeoutError: timed out'),
    ],
    outcome: 'down',
    causes: ['health_check_failing likely', 'server_overload possible'],
  },
  {
    name: 'a host that takes no SSH, and nothing behind its proxy as the balancer sees it',
    changes: [
      isUnreachable('app2'),
      f.servers({ ...f.checks503, checkCode: 502, checkDetail: 'Bad Gateway' }, ['app2']),
    ],
    outcome: 'degraded',
    causes: ['app_not_started likely'],
    place: 'app2',
    title: /behind the proxy on app2, which cannot be looked at/,
  },
  {
    name: 'a server that somebody set aside hours ago, while the other serves',
    changes: [f.servers({ status: 'MAINT', checkStatus: '', secondsSinceChange: 7200 }, ['app2'])],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'a server that somebody took out a moment ago, while the other serves',
    changes: [f.servers({ status: 'MAINT', checkStatus: '', secondsSinceChange: 3599 }, ['app2'])],
    outcome: 'degraded',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1: web/app2',
  },
  {
    name: 'a server that was set aside for work on it, while the other serves',
    changes: [f.servers({ status: 'MAINT', checkStatus: '' }, ['app2']), f.health('app2', page(500))],
    outcome: 'degraded',
    causes: ['deployment_in_progress confirmed'],
    place: 'lb1: web/app2',
  },
]

describe('diagnose() by what the application says', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells each in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/testimony.txt')
  })
})
