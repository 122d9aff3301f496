import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page, server } from '../../test/support/healthy-values.ts'
import { ago, type Change, isUnreachable, sees } from '../../test/support/readings.ts'
import type { Mount } from '../probe/disk.ts'

const both = ['app1', 'app2']
const redis = 'redis://cache1:6379'
const noBalancer = { balancer: undefined } as unknown as Fault['service']
const mounts = (parts: Partial<Mount>): Change =>
  sees('disk', 'app1', (disk) => ({ mounts: disk.mounts.map((mount) => ({ ...mount, ...parts })) }))
const state = (host: string, letter: string): Change =>
  sees('workers', host, (workers) => ({ processes: workers.processes.map((each) => ({ ...each, state: letter })) }))
const released = (seconds: number): Change =>
  sees('release', '*', (release) => ({ ...release, changedAt: ago(seconds), target: '/srv/app/releases/42' }))
const starting = (seconds: number): readonly Change[] =>
  f.stopped(both, { activeState: 'activating', subState: 'start', stateChangedAt: ago(seconds) })
const crashed = { activeState: 'failed', result: 'exit-code', exitCode: 'exited', exitStatus: 1 }
const unnamed: Change = sees('balancer-servers', 'lb1', (value) => ({
  ...value,
  servers: [
    server('s1', '', { status: 'DOWN', checkStatus: 'L7STS', checkCode: 404 }),
    server('s2', '', { status: 'DOWN', checkStatus: 'L7STS', checkCode: 404 }),
  ],
}))

const faults: readonly Fault[] = [
  {
    name: 'a pool of the application that ran dry',
    changes: [
      ...f.unhealthy(both),
      f.logged(
        '*',
        'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
      ),
    ],
    outcome: 'down',
    causes: ['db_connections_exhausted likely'],
    place: 'app1',
  },
  {
    name: 'the same words while users are served',
    changes: [f.logged('*', 'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached')],
    outcome: 'healthy',
    causes: [],
  },
  {
    name: 'workers that wait for a disk and answer nobody',
    changes: [
      ...f.hanging(['app1']),
      state('app1', 'D'),
      sees('edge', 'app1', (value) => ({ ...value, tries: [f.noAnswer] })),
    ],
    outcome: 'degraded',
    causes: ['server_overload likely'],
    place: 'app1',
  },
  {
    name: 'a balancer whose processes are stopped',
    changes: [f.edge(f.noAnswer), state('lb1', 'T')],
    outcome: 'down',
    causes: ['balancer_down confirmed'],
    place: 'lb1',
  },
  {
    name: 'a disk at 96 %, felt by nobody',
    changes: [mounts({ used: 0.96 })],
    outcome: 'degraded',
    causes: ['server_overload likely'],
    place: 'app1',
  },
  {
    name: 'inodes at 98 %, felt by nobody',
    changes: [mounts({ inodesUsed: 0.98 })],
    outcome: 'degraded',
    causes: ['server_overload likely'],
  },
  {
    name: 'inodes at 99 %, felt by nobody',
    changes: [mounts({ inodesUsed: 0.99 })],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
  },
  {
    name: 'a start of two minutes',
    changes: starting(120),
    outcome: 'down',
    causes: ['deployment_in_progress likely'],
  },
  {
    name: 'a start of more than two minutes',
    changes: starting(121),
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a start of a quarter of an hour after a release',
    changes: [...starting(890), released(895)],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
  },
  {
    name: 'a full disk and a crash without words',
    changes: [...f.stopped(['app1'], crashed), mounts({ used: 1 })],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
  },
  {
    name: 'a full disk and a crash with a reason of its own',
    changes: [
      ...f.stopped(['app1'], crashed),
      mounts({ used: 1 }),
      f.logged('app1', "ModuleNotFoundError: No module named 'x'"),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed', 'app_not_started confirmed'],
  },
  {
    name: 'a crash after a release, with a release to go back to',
    changes: [...f.stopped(both, { ...crashed, inactiveSince: ago(50) }), released(55)],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a crash before the release',
    changes: [...f.stopped(both, { ...crashed, inactiveSince: ago(58) }), released(55)],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a replica in the place of the primary',
    changes: [
      ...f.unhealthy(both),
      sees('dependency-redis', '*', { kind: 'answered', latencyMs: 1, role: 'slave', masterLinkStatus: 'up' }),
    ],
    outcome: 'down',
    causes: ['dependency_failure likely'],
    place: redis,
  },
  {
    name: 'a release and a failure that nothing explains',
    changes: [f.edge(page(500)), released(60)],
    outcome: 'down',
    causes: ['deployment_in_progress possible', 'dependency_failure possible'],
  },
  {
    name: 'a server whose name the balancer cannot resolve',
    changes: [f.servers({ status: 'MAINT (resolution)', checkStatus: '' }, ['app1'])],
    outcome: 'degraded',
    causes: ['dependency_failure confirmed'],
    place: 'lb1: web/app1',
  },
  {
    name: 'servers that cannot be told apart, and all hosts well',
    changes: [unnamed, f.edgeDown],
    outcome: 'down',
    causes: ['health_check_failing likely'],
    place: 'lb1: web/s1',
  },
  {
    name: 'a server that listens for its own host only',
    changes: [
      f.servers(f.refusedChecks, ['app1']),
      sees('port', 'lb1', f.failed('refused')),
      sees('listeners', 'app1', { sockets: [{ address: '127.0.0.1', port: 8000, queued: 0 }] }),
    ],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    title: /its own host only/,
  },
  {
    name: 'a host that is away, without a balancer to ask, while some users get errors',
    service: noBalancer,
    changes: [isUnreachable('app1'), f.edge(page(200), f.failed('timed-out'))],
    outcome: 'degraded',
    causes: ['host_unreachable likely'],
  },
  {
    name: 'a host that is away, without a balancer to ask, while users are served',
    service: noBalancer,
    changes: [isUnreachable('app1')],
    outcome: 'inconclusive',
    causes: ['host_unreachable possible'],
  },
  {
    name: 'a balancer that we cannot reach while users are served',
    changes: [isUnreachable('lb1')],
    outcome: 'inconclusive',
    causes: [],
  },
  {
    name: 'nothing that listens, without a unit to ask',
    service: { unit: undefined } as unknown as Fault['service'],
    changes: [
      f.deaf(both),
      f.health(both, f.failed('refused')),
      f.servers(f.refusedChecks),
      sees('port', 'lb1', f.failed('refused')),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a port that refuses, without a health endpoint to ask',
    service: { health: undefined } as unknown as Fault['service'],
    changes: [
      sees('port', both, f.failed('refused')),
      f.deaf(both),
      f.edgeDown,
      f.servers(f.refusedChecks),
      sees('port', 'lb1', f.failed('refused')),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
  },
  {
    name: 'a public name that does not resolve',
    changes: [f.edge(f.failed('name-not-found'))],
    outcome: 'down',
    causes: ['balancer_down likely'],
    title: /public name/,
  },
  {
    name: 'a certificate that nobody accepts',
    changes: [f.edge(f.failed('tls'))],
    outcome: 'down',
    causes: ['balancer_down likely'],
    title: /TLS/,
  },
  {
    name: 'a CPU quota that is felt',
    changes: [...f.hanging(['app1']), sees('cpu', 'app1', (cpu) => ({ ...cpu, throttledInSample: 4 }))],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
  },
  {
    name: 'a server without a free session',
    changes: [f.servers({ sessions: 50, sessionLimit: 50, queue: 9, secondsSinceChange: 0 }, ['app1'])],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'memory that is gone, and swap with it',
    changes: [
      sees('memory', 'app1', (memory) => ({ ...memory, availableBytes: 1e8, swapFreeBytes: 0 })),
      f.appUnit('app1', { memoryBytes: 99, memoryMaxBytes: 100 }),
    ],
    outcome: 'degraded',
    causes: ['server_overload likely'],
  },
]

describe('diagnose()', () => {
  it.each(faults)('weighs the signs of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells them in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/signs.txt')
  })
})
