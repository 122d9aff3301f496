import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { page, unit } from '../../../test/support/healthy-values.ts'
import { ago, type Change, misses, sees, serviceOf } from '../../../test/support/readings.ts'
import { type Judged, tellAll, tellJudged } from '../../../test/support/tell-judged.ts'
import type { Unit } from '../../probe/units.ts'

const app = (parts: Partial<Unit>) => f.appUnit('app1', parts)
const proxy = (parts: Partial<Unit>, name = 'nginx') =>
  sees('units', 'app1', (value) => ({ ...value, units: [...value.units, unit(name, parts)] }))
const failing = { activeState: 'failed', subState: 'failed', inactiveSince: ago(120), stateChangedAt: ago(60) }
const unhealthy = f.health('app1', page(503))
const noHealth = misses('health', 'app1', { reason: 'timed-out', detail: 'x' })
const states = (...all: readonly string[]) =>
  sees('workers', 'app1', ({ processes }) => ({
    processes: all.flatMap((state, index) =>
      processes.slice(0, 1).map((each) => ({ ...each, pid: 200 + index, state })),
    ),
  }))
const sockets = (...all: readonly (readonly [address: string, port: number, process?: string])[]) =>
  sees('listeners', 'app1', {
    sockets: all.map(([address, port, process = 'x']) => ({ address, port, queued: 0, backlog: 9, process })),
  })
const bare = serviceOf({ unit: 'gunicorn.service', balancer: { host: 'lb1' } })
const one = serviceOf({ hosts: ['app1'], balancer: { host: 'app1', unit: 'nginx' } })
const { port: _port, ...portless } = serviceOf()

const units: readonly Judged[] = [
  ['failed with an exit status', [app({ ...failing, result: 'exit-code', exitCode: 'exited', exitStatus: 3 })]],
  [
    'failed at a time that only the last change of state tells',
    [app({ activeState: 'failed', stateChangedAt: ago(60) })],
  ],
  ['failed at an unknown time', [app({ activeState: 'failed' })]],
  ['failed to be executed', [app({ ...failing, result: 'exit-code', exitCode: 'exited', exitStatus: 203 })]],
  ['killed by a signal', [app({ ...failing, result: 'signal', exitCode: 'killed', exitStatus: 9 })]],
  ['dumped core', [app({ ...failing, result: 'core-dump', exitCode: 'dumped' })]],
  ['killed for memory', [app({ ...failing, result: 'oom-kill', exitCode: 'killed', exitStatus: 9 })]],
  ['started too often', [app({ ...failing, result: 'start-limit-hit' })]],
  ['not there, and nothing serves', [app({ loadState: 'not-found' }), unhealthy]],
  ['not there, and health unknown', [app({ loadState: 'not-found' }), noHealth]],
  ['masked, and the application serves', [app({ loadState: 'masked' })]],
  ['not started, and nothing serves', [app({ activeState: 'inactive', inactiveSince: ago(120) }), unhealthy]],
  ['not started for its condition', [app({ activeState: 'inactive', isConditionMet: false }), unhealthy]],
  ['not started although its condition is met', [app({ activeState: 'inactive', isConditionMet: true }), unhealthy]],
  ['starting', [app({ activeState: 'activating', subState: 'start', stateChangedAt: ago(40) })]],
  ['starting since its main process started', [app({ activeState: 'activating', subState: 'start' })]],
  ['about to be restarted', [app({ activeState: 'activating', subState: 'auto-restart' })]],
  ['queued to be restarted', [app({ activeState: 'activating', subState: 'auto-restart-queued' })]],
  ['restarted for memory', [app({ activeState: 'activating', subState: 'auto-restart', result: 'oom-kill' })]],
  ['stopping after a crash', [app({ activeState: 'deactivating', result: 'exit-code', exitStatus: 1, restarts: 4 })]],
  ['stopping with no result yet', [app({ activeState: 'deactivating', result: '' })]],
  ['active after a restart, and ill', [app({ restarts: 1, mainStartedAt: ago(59) }), unhealthy]],
  ['active after a restart long ago, and ill', [app({ restarts: 1, mainStartedAt: ago(60) }), unhealthy]],
  ['active since a moment without a restart, and ill', [app({ restarts: 0, mainStartedAt: ago(5) }), unhealthy]],
  ['active after a restart, health unknown', [app({ restarts: 1, mainStartedAt: ago(5) }), noHealth]],
  ['active after restarts at unknown times', [app({ restarts: 9, mainStartedAt: 'n/a' }), unhealthy]],
  [
    'active, by the time of the unit',
    [sees('units', 'app1', { units: [{ ...unit('gunicorn'), mainStartedAt: ago(90) }], otherFailed: [] })],
  ],
  ['being cleaned', [app({ activeState: 'maintenance' }), unhealthy]],
  ['reloading', [app({ activeState: 'reloading' })]],
  ['starting for the first time after a restart', [app({ activeState: 'activating', subState: 'start', restarts: 1 })]],
  ['named with its ending', [app(failing)], bare],
]

const others: readonly Judged[] = [
  ['a proxy that nobody named runs', [proxy({})]],
  ['a proxy that nobody named failed', [proxy({ ...failing, result: 'exit-code', exitStatus: 1 })]],
  ['a proxy that is not there', [proxy({ loadState: 'not-found' })]],
  ['a proxy of which systemd says nothing', [proxy({ loadState: '' })]],
  ['a proxy that was switched off', [proxy({ activeState: 'inactive', unitFileState: 'disabled' })]],
  [
    'a proxy whose condition is not met',
    [proxy({ activeState: 'inactive', isConditionMet: false, unitFileState: 'enabled' })],
  ],
  ['a proxy that was stopped', [proxy({ activeState: 'inactive', unitFileState: 'disabled', inactiveSince: ago(60) })]],
  ['a proxy that should have been started', [proxy({ activeState: 'inactive', unitFileState: 'enabled' })]],
  ['a disabled proxy that runs', [proxy({ unitFileState: 'disabled' })]],
  ['the balancer missing while users are served', [f.balancerUnit({ loadState: 'not-found' })]],
  [
    'the balancer missing while users are not',
    [f.balancerUnit({ loadState: 'not-found' }), f.edge(f.failed('refused'))],
  ],
  [
    'the balancer missing while some users are served',
    [f.balancerUnit({ loadState: 'not-found' }), f.edge(page(200), page(503))],
  ],
  [
    'the balancer missing while only its own host is served',
    [f.balancerUnit({ loadState: 'not-found' }), sees('edge', 'bot', (value) => ({ ...value, tries: [page(503)] }))],
  ],
  [
    'the balancer missing, users served, and an application ill',
    [f.balancerUnit({ loadState: 'not-found' }), unhealthy],
  ],
  ['a balancer of no known unit', [f.balancerUnit(failing)], bare],
  ['a balancer on the application’s host', [proxy(failing)], one],
  ['the application on its balancer’s host', [app(failing)], one],
  ['a local proxy on its balancer’s host', [proxy(failing, 'varnish')], one],
  [
    'units of others',
    [sees('units', 'app1', (value) => ({ ...value, otherFailed: ['a.service', 'b.service', 'c.timer', 'd.mount'] }))],
  ],
  ['no units of others', [sees('units', 'app1', (value) => ({ ...value, otherFailed: [] }))]],
]

const processes: readonly Judged[] = [
  ['one of two stopped', [states('T', 'S')]],
  ['one of two traced', [states('S', 't')]],
  ['one of three stopped', [states('T', 'S', 'S')]],
  ['one that waits', [states('D')]],
  ['two of four that wait', [states('D', 'D', 'S', 'S')]],
  ['two of five that wait', [states('D', 'D', 'S', 'S', 'S')]],
  ['both stopped and waiting', [states('T', 'T', 'D', 'D')]],
  ['none', [states()]],
  ['a listener for all', [sockets(['::', 8000])]],
  ['a listener for the host alone', [sockets(['127.0.0.1', 8000], ['::1', 8000])]],
  ['a listener for the host and one for all', [sockets(['127.0.0.1', 8000], ['10.0.0.11', 8000])]],
  ['no listener at all', [sockets(), unhealthy]],
  [
    'listeners elsewhere',
    [
      sockets(
        ['0.0.0.0', 9001],
        ['::', 8001],
        ['::', 9001],
        ['::', 22, 'sshd'],
        ['::', 1, 'systemd'],
        ['::', 2, 'init'],
      ),
      unhealthy,
    ],
  ],
  [
    'more listeners than are told',
    [sockets(...[7, 6, 5, 4, 3, 2, 10].map((port) => ['::', port] as const)), unhealthy],
  ],
  ['a listener with a name like sshd', [sockets(['::', 81, 'dropsshd']), unhealthy]],
  [
    'a listener of no known process',
    [sees('listeners', 'app1', { sockets: [{ address: '::', port: 81, queued: 0 }] }), unhealthy],
  ],
  ['a service without a port', [sockets(['127.0.0.1', 8000])], portless],
]

const said = (at: number, message: string) => ({ at: ago(at), program: 'gunicorn', message })
const journal = (...lines: readonly (readonly [seconds: number, message: string])[]): Change =>
  sees('journal', 'app1', (value) => ({ ...value, lines: lines.map(([at, message]) => said(at, message)) }))
const booting = "gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>"
const blaming = (count: number) =>
  Array.from({ length: count }, (_, index) => [5, `could not connect to peer ${index}`] as const)
const kinds = [
  'connect ECONNREFUSED 10.0.0.9:6379',
  'FATAL:  sorry, too many clients already',
  'Worker failed to boot.',
  '[CRITICAL] WORKER TIMEOUT (pid:7)',
  'connection to server at "db" failed: FATAL:  remaining connection slots are reserved',
  'OSError: [Errno 24] Too many open files',
  'Main process exited, code=killed, status=9/KILL',
  'gunicorn.service: Failed to locate executable /x: No such file or directory',
  'gunicorn.service: Start request repeated too quickly.',
  'gunicorn.service: Failed at step CHDIR spawning /x',
  "ModuleNotFoundError: No module named 'x'",
]

const lines: readonly Judged[] = [
  ['a known line of now', [journal([900, booting])]],
  ['a known line of before', [journal([901, booting])]],
  ['a known line that came twice', [journal([9, 'Worker failed to boot. (1)'], [5, 'Worker failed to boot. (2)'])]],
  [
    'known lines in the order of their last words',
    [journal([9, booting], [8, '[CRITICAL] WORKER TIMEOUT (pid:7)'], [7, booting])],
  ],
  ['more kinds of line than are quoted', [journal(...kinds.map((message) => [5, message] as const))]],
  ['a line that blames something', [journal([5, 'ECONNREFUSED 10.0.0.9'])]],
  ['a line that tells of a shortage', [journal([5, 'disk quota exceeded'])]],
  ['more such lines than are quoted', [journal(...blaming(5))]],
  ['a line of every day', [journal([5, 'GET /health/ 200'])]],
  ['a long line', [journal([5, `could not connect ${'x'.repeat(400)}`])]],
  ['old last words of a unit that ended', [app({ ...failing, stateChangedAt: ago(7200) }), journal([7500, booting])]],
  ['words from long before its end', [app({ ...failing, stateChangedAt: ago(7200) }), journal([7501, booting])]],
  [
    'words before an end that systemd knows as inactive',
    [
      app({ activeState: 'failed', inactiveSince: ago(7200) }),
      journal([7501, booting], [7500, 'Worker failed to boot.']),
    ],
  ],
  [
    'words before an end of its process',
    [app({ activeState: 'failed', mainExitedAt: ago(7200) }), journal([7501, 'WORKER TIMEOUT'], [7500, booting])],
  ],
  ['words of a unit that ended at an unknown time', [app({ activeState: 'failed' }), journal([90_000, booting])]],
  [
    'words at no known time',
    [
      app({ activeState: 'failed' }),
      sees('journal', 'app1', (value) => ({ ...value, lines: [{ ...said(0, booting), at: '' }] })),
    ],
  ],
  [
    'the error that ended a unit, the last of two',
    [app(failing), journal([130, 'ValueError: a'], [125, 'KeyError: b'], [121, 'bye'])],
  ],
  ['an error before a restart', [app({ restarts: 1, mainStartedAt: ago(5) }), journal([4, 'KeyError: b'])]],
  ['an error after a restart', [app({ restarts: 1, mainStartedAt: ago(5) }), journal([3.9, 'KeyError: b'])]],
  ['an error before a start by hand', [app({ restarts: 0, mainStartedAt: ago(5) }), journal([9, 'KeyError: b'])]],
  ['an error of a unit that runs', [journal([5, 'KeyError: b'])]],
  ['an error that blames something', [app(failing), journal([121, 'MemoryError: x'])]],
  [
    'old words beside a unit that does not run',
    [sees('units', 'app1', (value) => ({ ...value, units: value.units.toReversed() })), journal([901, booting])],
  ],
  [
    'words of a unit that nobody reported',
    [sees('units', 'app1', { units: [], otherFailed: [] }), journal([901, booting], [900, 'WORKER TIMEOUT'])],
  ],
]

describe('judgeProcess()', () => {
  it('says of a healthy world', async () => {
    await expect(tellAll(serviceOf()).join('\n')).toMatchFileSnapshot('fixtures/healthy.txt')
  })

  it('says of the service’s units', async () => {
    await expect(tellJudged(units)).toMatchFileSnapshot('fixtures/process-units.txt')
  })

  it('says of other units', async () => {
    await expect(tellJudged(others)).toMatchFileSnapshot('fixtures/process-others.txt')
  })

  it('says of processes and listeners', async () => {
    await expect(tellJudged(processes)).toMatchFileSnapshot('fixtures/process-listeners.txt')
  })

  it('says of journals', async () => {
    await expect(tellJudged(lines)).toMatchFileSnapshot('fixtures/process-journal.txt')
  })
})
