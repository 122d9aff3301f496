import { describe, expect, it } from 'vitest'
import { type Fault, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { unit } from '../../test/support/healthy-values.ts'
import { ago, isUnreachable, sees } from '../../test/support/readings.ts'

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
    name: 'a unit between two OOM kills, seen running on one host and ended by SIGKILL on the other',
    changes: [
      ...f.stopped(['app1'], { activeState: 'deactivating', result: 'signal', restarts: 2 }),
      ...f.stopped(['app2'], {
        activeState: 'activating',
        subState: 'auto-restart',
        result: 'signal',
        exitCode: 'killed',
        exitStatus: 9,
        restarts: 1,
      }),
      f.edgeDown,
      f.logged(both, 'app.service: Main process exited, code=killed, status=9/KILL'),
      sees('oom', both, {
        kills: [{ at: ago(11), process: 'gunicorn', pid: 8392, isCgroup: true, line: 'Memory cgroup out of memory' }],
        killsInUnit: 4,
        isLogReadable: true,
      }),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
  },
  {
    name: 'a balancer check that gets 404 from applications that were started a minute ago',
    changes: [
      f.appUnit('*', { mainStartedAt: ago(60), activeSince: ago(60) }),
      f.servers({ status: 'DOWN', checkStatus: 'L7STS', checkCode: 404 }),
      f.edgeDown,
    ],
    outcome: 'down',
    causes: ['health_check_failing confirmed'],
    place: 'app2',
  },
  {
    name: 'everything waits on a host without processors to spare',
    changes: [
      sees('load', both, (load) => ({ ...load, one: load.cores * 9 })),
      sees('cpu', both, (cpu) => ({ ...cpu, busy: 1 })),
      f.health('*', f.noAnswer),
      f.edge(f.noAnswer),
      sees('dependency-redis', '*', f.noAnswer),
      sees('dependency-postgres', '*', f.noAnswer),
      sees('database', '*', f.noAnswer),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app2',
  },
  {
    name: 'a unreachable host that the balancer has not noticed yet, while users suffer',
    changes: [isUnreachable('app1'), f.edgeDown],
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
