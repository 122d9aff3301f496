import { describe, expect, it } from 'vitest'
import { type Fault, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { unit } from '../../test/support/healthy-values.ts'
import { ago, isDark, sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const exited = { activeState: 'failed', subState: 'failed', result: 'exit-code', exitCode: 'exited' }
const released = sees('release', both, (release) => ({
  ...release,
  changedAt: ago(10),
  target: '/srv/app/releases/42',
}))

const faults: readonly Fault[] = [
  {
    name: 'a release that is just between stop and start on one host, and starting on the other',
    changes: [
      ...f.stopped(both, { activeState: 'inactive', subState: 'dead', inactiveSince: ago(1) }),
      f.appUnit('app2', { activeState: 'activating', subState: 'start', stateChangedAt: ago(8) }),
      released,
    ],
    outcome: 'down',
    causes: ['deployment_in_progress confirmed'],
    place: 'app1',
  },
  {
    name: 'a unit left stopped after a release',
    changes: [...f.stopped(both, { activeState: 'inactive', subState: 'dead', inactiveSince: ago(45) }), released],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app1',
  },
  {
    name: 'one crash loop, seen in different states of it',
    changes: [
      ...f.stopped(both, { ...exited, exitStatus: 3 }),
      f.appUnit('app1', { activeState: 'activating', subState: 'auto-restart', restarts: 3, result: 'success' }),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app2',
    title: /exit 3/,
  },
  {
    name: 'workers that overflow the queue on one host and are silent on the other',
    changes: [...f.hanging(both), f.queue('app1', 129, 128), f.queue('app2', 100, 128)],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
  },
  {
    name: 'a unit ended by SIGKILL beside a fresh OOM kill of a process that is gone since',
    changes: [
      ...f.stopped(both, {
        activeState: 'activating',
        subState: 'auto-restart',
        result: 'signal',
        exitCode: 'killed',
        exitStatus: 9,
        restarts: 1,
      }),
      sees('oom', both, {
        kills: [{ at: ago(11), process: 'python3', pid: 8392, isCgroup: true, line: 'Memory cgroup out of memory' }],
        killsInUnit: 0,
        isLogReadable: true,
      }),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
  },
  {
    name: 'a dark host that the balancer has not noticed yet, while users suffer',
    changes: [isDark('app1'), f.edgeDown],
    outcome: 'down',
    causes: ['host_unreachable likely'],
    place: 'app1',
  },
  {
    name: 'a firewall before a host where another proxy lies installed and never ran',
    changes: [
      f.servers({ status: 'DOWN', checkStatus: 'L4CON', checkDetail: 'Connection refused' }, ['app1']),
      sees('port', 'lb1', f.failed('refused')),
      sees('units', 'app1', (healthy) => ({
        ...healthy,
        units: [
          ...healthy.units,
          unit('varnish', { activeState: 'inactive', subState: 'dead', isConditionMet: false }),
        ],
      })),
    ],
    outcome: 'degraded',
    causes: ['health_check_failing confirmed'],
    place: 'app1',
  },
]

describe('diagnose()', () => {
  it.each(faults)('weighs together: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })
})
