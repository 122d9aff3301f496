import { describe, expect, it } from 'vitest'
import { type Fault, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page } from '../../test/support/healthy-values.ts'
import { ago, isStuck, misses, sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const redis = 'redis://cache1:6379'

/** Processors with nothing to spare: a backup, a neighbour, a build on the same machine. */
const busy = [sees('load', '*', (load) => ({ ...load, one: 60 })), sees('cpu', '*', (cpu) => ({ ...cpu, busy: 1 }))]

const oomKill = {
  at: ago(35),
  process: 'gunicorn',
  pid: 13_354,
  isCgroup: true,
  cgroup: '/system.slice/gunicorn.service',
  line: 'Memory cgroup out of memory: Killed process 13354 (gunicorn)',
}

const faults: readonly Fault[] = [
  {
    name: 'a stopped application',
    changes: [...busy, ...f.stopped(both, { activeState: 'inactive', subState: 'dead' })],
    outcome: 'down',
    causes: ['app_not_started confirmed', 'server_overload possible'],
    place: 'app1',
  },
  {
    name: 'a dependency that refuses, told at once by the application',
    changes: [...busy, sees('dependency-redis', '*', f.failed('refused')), ...f.unhealthy(both, '{"redis":"down"}')],
    outcome: 'down',
    causes: ['dependency_failure confirmed', 'server_overload possible'],
    place: redis,
  },
  {
    name: 'requests that wait',
    changes: [...busy, ...f.hanging(both)],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'a gateway timeout for users, and everything else answers',
    changes: [...busy, f.edge(page(504))],
    outcome: 'down',
    causes: ['server_overload confirmed'],
  },
  {
    name: 'a balancer that reaches neither server, although both answer themselves at once',
    changes: [
      ...busy,
      f.servers({ status: 'DOWN', checkStatus: 'L4TOUT', checkDetail: 'timeout', checkCode: 0 }, both),
      sees('port', 'lb1', f.failed('timed-out')),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['health_check_failing confirmed', 'server_overload possible'],
    place: 'app1',
  },
  {
    name: 'a cache that accepts and says nothing, and a health page that waits for it and names it',
    changes: [
      ...busy,
      sees('dependency-redis', '*', f.failed('timed-out')),
      ...f.unhealthy(both, '{"cache":"error"}'),
      f.edge(page(503, { firstByteMs: 4000 })),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed', 'server_overload possible'],
    place: redis,
  },
  {
    name: 'a cache that says nothing to anybody, while every answer waits for it',
    changes: [
      ...busy,
      sees('dependency-redis', '*', f.failed('timed-out')),
      ...f.unhealthy(both, '{"cache":"error"}'),
      f.edge(page(504)),
    ],
    outcome: 'down',
    causes: ['dependency_failure confirmed', 'server_overload possible'],
    place: redis,
  },
  {
    name: 'a rolling release whose workers drain',
    changes: [
      ...busy,
      f.appUnit('app1', { activeState: 'deactivating', subState: 'stop-sigterm', stateChangedAt: ago(5) }),
      sees('release', '*', (value) => ({ ...value, changedAt: ago(5) })),
      f.health('app1', f.failed('timed-out')),
      f.servers({ status: 'DOWN', checkStatus: 'L7TOUT', checkDetail: 'timeout', checkCode: 0 }, ['app1']),
      f.edge(page(503)),
    ],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed', 'server_overload possible'],
    place: 'app1',
  },
  {
    name: 'hosts that take connections and never finish a login, with a balancer that waits for them',
    changes: [
      ...isStuck(...both),
      f.servers({ status: 'DOWN', checkStatus: 'L7TOUT', checkDetail: 'timeout', checkCode: 0 }, both),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['server_overload likely'],
    place: 'app1',
    title: /accept connections but get no further/,
  },
  {
    name: 'a login that is never finished while users are served well',
    changes: isStuck('app1'),
    outcome: 'inconclusive',
    causes: ['server_overload possible'],
    place: 'app1',
  },
  {
    name: 'a unit killed for memory on one host, and by a signal on another where the kernel log was not read',
    changes: [
      f.appUnit('app1', {
        activeState: 'activating',
        subState: 'auto-restart',
        result: 'signal',
        exitCode: 'killed',
        exitStatus: 9,
        restarts: 7,
      }),
      sees('oom', 'app2', (value) => ({ ...value, kills: [oomKill], killsSinceBoot: 9 })),
      misses('oom', 'app1', { reason: 'timed-out', detail: 'OOM kills: no end within 5 s' }),
      f.health('app1', f.failed('reset')),
      f.health('app2', f.failed('refused')),
      f.servers({ status: 'DOWN', checkStatus: 'L7STS', checkDetail: 'Bad Gateway', checkCode: 502 }, both),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
]

describe('diagnose() on busy hosts', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })
})
