import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { page } from '../../../test/support/healthy-values.ts'
import { ago, misses, sees, serviceOf } from '../../../test/support/readings.ts'
import { type Judged, tellJudged } from '../../../test/support/tell-judged.ts'
import type { Mount } from '../../probe/disk.ts'
import type { Listener } from '../../probe/listeners.ts'
import type { MemoryValue } from '../../probe/memory.ts'
import type { OomValue } from '../../probe/oom.ts'
import type { PressureValue } from '../../probe/pressure.ts'
import type { Unit } from '../../probe/units.ts'
import type { ProbeValues } from '../../probe/values.ts'

const load = (one: number, cores = 4) => sees('load', 'app1', (value) => ({ ...value, one, cores }))
const cpu = (parts: Partial<ProbeValues['cpu']>) => sees('cpu', 'app1', (value) => ({ ...value, ...parts }))
const psi = (kind: keyof PressureValue, parts: Partial<PressureValue['cpu']>) =>
  sees('pressure', 'app1', (value) => ({ ...value, [kind]: { ...value[kind], ...parts } }))
const unsupported = { reason: 'unsupported', detail: '' } as const
const noCpu = misses('cpu', 'app1', unsupported)
const noPsi = misses('pressure', 'app1', unsupported)
const slow = f.health('app1', page(200, { firstByteMs: 1000 }))
const memory = (parts: Partial<MemoryValue>) => sees('memory', 'app1', (value) => ({ ...value, ...parts }))
const unit = (parts: Partial<Unit>) => f.appUnit('app1', parts)
const kill = (parts: Partial<OomValue['kills'][number]>, rest: Partial<OomValue> = {}, host = 'app1') =>
  sees('oom', host, (value) => ({
    ...value,
    kills: [{ at: ago(60), process: 'chrome', pid: 7, isCgroup: false, line: '', ...parts }],
    ...rest,
  }))
const mounts = (...all: readonly Partial<Mount>[]) =>
  sees('disk', 'app1', (value) => ({
    mounts: all.flatMap((each) => value.mounts.map((mount) => ({ ...mount, ...each }))),
  }))
const files = (parts: Partial<ProbeValues['files']>) => sees('files', 'app1', (value) => ({ ...value, ...parts }))
const network = (parts: Partial<ProbeValues['network']>) => sees('network', 'app1', (value) => ({ ...value, ...parts }))
const peers = (...counts: readonly (readonly [port: number, count: number])[]) =>
  sees('connections', 'app1', {
    states: {},
    peers: counts.map(([port, count]) => ({ address: '10.0.0.9', port, state: 'ESTAB', count })),
  })
const ports = (first: number, last: number) =>
  sees('kernel-limits', 'app1', (value) => ({ ...value, localPorts: { first, last } }))
const queues = (host: string, ...all: readonly Partial<Listener>[]) =>
  sees('listeners', host, {
    sockets: all.map((each) => ({ address: '::', port: 8000, queued: 0, backlog: 128, ...each })),
  })
const { deploy: _deploy, ...undeployed } = serviceOf()
const strict = serviceOf({ limits: { loadPerCore: 0.2, memory: 0.3, disk: 0.5, dbConnections: 0.9 } })

const cases: readonly Judged[] = [
  ['a load at the limit', [load(8)]],
  ['a load over the limit, processors busy, users wait', [load(8.1), cpu({ busy: 0.85 }), slow]],
  ['a load over the limit, processors busy and stolen', [load(8.1), cpu({ busy: 0.5, steal: 0.35 }), slow]],
  ['a load over the limit, processors not busy', [load(8.1), cpu({ busy: 0.84 }), slow]],
  ['a load over the limit, processors not busy, nobody waits', [load(8.1), cpu({ busy: 0.1 })]],
  ['a load over the limit, processors busy, nobody waits', [load(8.1), cpu({ busy: 0.9 })]],
  ['a load over the limit, by its pressure alone', [load(8.1), noCpu, psi('cpu', { some10: 25 }), slow]],
  ['a load over the limit, not by its pressure', [load(8.1), noCpu, psi('cpu', { some10: 24.9 }), slow]],
  ['a load over the limit, processors busy, without PSI', [load(8.1), cpu({ busy: 0.9 }), noPsi, slow]],
  ['a load over the limit, processors not busy, without PSI', [load(8.1), noPsi, slow]],
  ['a load over the limit without a witness', [load(8.1), noCpu, noPsi, slow]],
  ['a load of an unknown number of processors', [load(2.1, 0), slow]],
  ['a load at a limit of one’s own', [load(0.8)], strict],
  ['processors just not saturated', [cpu({ busy: 0.949 })]],
  ['processors saturated', [cpu({ busy: 0.95 })]],
  ['time stolen', [cpu({ steal: 0.25 })]],
  ['time hardly stolen', [cpu({ steal: 0.249 })]],
  ['a quota met twice', [cpu({ throttledInSample: 2 })]],
  ['a quota met once', [cpu({ throttledInSample: 1 })]],
  ['all three', [cpu({ busy: 1, steal: 0.3, throttledInSample: 9 })]],
  ['stalls on disks', [psi('io', { full10: 50 })]],
  ['few stalls on disks', [psi('io', { full10: 49.9 })]],
  ['stalls beyond measure', [psi('io', { full10: Number.POSITIVE_INFINITY })]],
  ['thrashing', [psi('memory', { full10: 10.4, some10: 30 })]],
  ['some reclaim', [psi('memory', { full10: 9.9 })]],
]

const memories: readonly Judged[] = [
  ['memory at the limit', [memory({ availableBytes: 8e8 - 1 })]],
  ['memory at the limit to the dot', [memory({ availableBytes: 8e8 })]],
  ['memory below the limit', [memory({ availableBytes: 8.1e8 })]],
  ['memory of an unknown size', [memory({ totalBytes: 0 })]],
  ['memory below a limit of one’s own', [memory({ availableBytes: 6e9 })], strict],
  ['memory and swap spent', [memory({ availableBytes: 0, swapFreeBytes: 5e7 })]],
  ['memory spent, swap left', [memory({ availableBytes: 0, swapFreeBytes: 5e7 + 1 })]],
  ['memory spent, no swap', [memory({ availableBytes: 0, swapTotalBytes: 0, swapFreeBytes: 0 })]],
  ['swap spent alone', [memory({ swapFreeBytes: 0 })]],
  ['a unit at its limits', [unit({ memoryBytes: 95, memoryMaxBytes: 100, tasks: 95, tasksMax: 100 })]],
  ['a unit below its limits', [unit({ memoryBytes: 94, memoryMaxBytes: 100, tasks: 94, tasksMax: 100 })]],
  ['a unit that may have nothing', [unit({ memoryBytes: 9, memoryMaxBytes: 0, tasks: 9, tasksMax: 0 })]],
  ['a unit whose use is unknown', [unit({ memoryMaxBytes: 100, tasksMax: 100 })]],
  ['a balancer at its limits', [f.balancerUnit({ memoryBytes: 99, memoryMaxBytes: 100 })]],
  [
    'a unit that nobody named at its limits',
    [
      sees('units', 'app1', (value) => ({
        ...value,
        units: value.units.map((each) => ({
          ...each,
          name: 'nginx.service',
          loadState: 'loaded',
          memoryBytes: 99,
          memoryMaxBytes: 100,
        })),
      })),
    ],
  ],
  ['a kill of a stranger', [kill({})]],
  ['a kill of a stranger a while ago', [kill({ at: ago(901) })]],
  ['a kill of a stranger just now', [kill({ at: ago(900) })]],
  ['a kill at no known time', [kill({ at: '' })]],
  [
    'the last of several kills',
    [
      sees('oom', 'app1', (value) => ({
        ...value,
        kills: [900, 60, 500].map((seconds) => ({
          at: ago(seconds),
          process: `p${seconds}`,
          pid: seconds,
          isCgroup: false,
          line: '',
        })),
      })),
    ],
  ],
  ['a kill of a worker', [kill({ process: 'gunicorn' })]],
  [
    'a kill of a worker of another host',
    [
      kill({ process: 'python' }),
      sees('workers', 'app2', ({ processes }) => ({
        processes: processes.map((each) => ({ ...each, name: 'python' })),
      })),
    ],
  ],
  [
    'a kill of a worker that has no other name',
    [
      kill({ process: 'python' }),
      sees('workers', 'app1', ({ processes }) => ({
        processes: processes.map((each) => ({ ...each, name: 'python' })),
      })),
    ],
  ],
  [
    'a kill of the unit, whose workers are gone',
    [kill({ process: 'gunicorn' }), sees('workers', 'app1', { processes: [] })],
  ],
  ['a kill inside the unit', [kill({ isCgroup: true }, { killsInUnit: 1 })]],
  ['a kill inside another unit', [kill({ isCgroup: true }, { killsInUnit: 0 })]],
  ['a kill inside a unit that does not count', [kill({ isCgroup: true })]],
  ['a kill of the host, where the unit had one', [kill({}, { killsInUnit: 1 })]],
  ['a kill that systemd knows', [kill({}), unit({ result: 'oom-kill' })]],
  [
    'a kill that systemd knows as a signal',
    [kill({}), unit({ exitCode: 'killed', exitStatus: 9, activeState: 'failed' })],
  ],
  ['a kill beside another signal', [kill({}), unit({ exitCode: 'killed', exitStatus: 15, activeState: 'failed' })]],
  ['a kill beside an exit', [kill({}), unit({ exitCode: 'exited', exitStatus: 9, activeState: 'failed' })]],
  ['a kill of the balancer', [kill({ process: 'haproxy' }, {}, 'lb1')]],
  ['a kill of a proxy that nobody named', [kill({ process: 'caddy' })]],
  ['a kill without units', [kill({}), misses('units', 'app1', unsupported)]],
]

const disks: readonly Judged[] = [
  ['a full root', [mounts({ used: 0.95 })]],
  ['a root just not full', [mounts({ used: 0.949 })]],
  ['a root below another limit', [mounts({ used: 0.4 })], strict],
  ['the fullest of several', [mounts({ used: 0.2 }, { used: 0.6, mount: '/srv' }, { used: 0.6, mount: '/opt' })]],
  ['a full log', [mounts({}, { used: 0.99, mount: '/var/log' })]],
  ['a full backup', [mounts({}, { used: 1, mount: '/mnt/backup' })]],
  ['a full mount of the release', [mounts({}, { used: 1, mount: '/srv/app' })]],
  ['a full mount that is the release', [mounts({}, { used: 1, mount: '/srv/app/current' })]],
  ['a full mount beside the release', [mounts({}, { used: 1, mount: '/srv/ap' })]],
  ['a full mount of nobody’s release', [mounts({}, { used: 1, mount: '/srv/app' })], undeployed],
  ['a full image beside a root', [mounts({}, { used: 1, mount: '/snap/x', isReadOnly: true })]],
  ['a full root to be read only', [mounts({ used: 1, isReadOnly: true })]],
  ['no inodes', [mounts({ inodesUsed: 0.95 })]],
  ['no inodes elsewhere', [mounts({}, { inodesUsed: 1, mount: '/mnt/x' })]],
  ['a few inodes', [mounts({ inodesUsed: 0.949 })]],
  ['neither bytes nor inodes', [mounts({ used: 1, inodesUsed: 1 })]],
  ['no mount', [mounts()]],
]

const sockets: readonly Judged[] = [
  [
    'a process out of descriptors',
    [
      files({
        processes: [
          { pid: 1, name: 'x', open: 94, limit: 100 },
          { pid: 2, name: 'y', open: 95, limit: 100 },
          { pid: 3, name: 'z', open: 99, limit: 100 },
        ],
      }),
    ],
  ],
  ['a process without a limit', [files({ processes: [{ pid: 1, name: 'x', open: 94, limit: 0 }] })]],
  ['a process that hides its descriptors', [files({ processes: [{ pid: 1, name: 'x', limit: 100 }] })]],
  ['a host out of descriptors', [files({ open: 95, max: 100 })]],
  ['a host with descriptors', [files({ open: 94, max: 100 })]],
  ['a host of an unknown limit', [files({ open: 94, max: 0 })]],
  ['dropped connections', [network({ listenOverflows: 3, listenDrops: 4 })]],
  ['connection tracking full', [network({ conntrack: { count: 95, max: 100 } })]],
  ['connection tracking quite full', [network({ conntrack: { count: 100, max: 100 } })]],
  ['connection tracking not full', [network({ conntrack: { count: 94, max: 100 } })]],
  ['connection tracking of no limit', [network({ conntrack: { count: 94, max: 0 } })]],
  ['both', [network({ listenOverflows: 1, conntrack: { count: 100, max: 100 } })]],
  ['local ports used up', [ports(1, 100), peers([5432, 50], [5432, 45], [6379, 94])]],
  ['local ports left', [ports(1, 100), peers([5432, 94])]],
  ['local ports of no range', [ports(1, 0), peers([5432, 94])]],
  ['local ports of unknown connections', [misses('connections', 'app1', unsupported)]],
  ['local ports of an unknown range', [misses('kernel-limits', 'app1', unsupported), peers([5432, 90_000])]],
  ['a full queue', [queues('app1', { queued: 128 })]],
  ['a queue just not full', [queues('app1', { queued: 127 })]],
  ['a queue of five', [queues('app1', { queued: 5 })]],
  ['a queue of four', [queues('app1', { queued: 4 })]],
  ['a full queue of four', [queues('app1', { queued: 4, backlog: 4 })]],
  ['a queue without room', [queues('app1', { queued: 0, backlog: 0 })]],
  ['a queue of an unknown room', [sees('listeners', 'app1', { sockets: [{ address: '::', port: 8000, queued: 5 }] })]],
  ['a full queue of another program', [queues('app1', {}, { port: 25, queued: 128 })]],
  ['a full queue of the balancer', [queues('lb1', { port: 443, queued: 128 }, { port: 80, queued: 5 })]],
]

describe('judgeResources()', () => {
  it('says of processors', async () => {
    await expect(tellJudged(cases)).toMatchFileSnapshot('fixtures/cpu.txt')
  })

  it('says of memory', async () => {
    await expect(tellJudged(memories)).toMatchFileSnapshot('fixtures/memory.txt')
  })

  it('says of disks', async () => {
    await expect(tellJudged(disks)).toMatchFileSnapshot('fixtures/disk.txt')
  })

  it('says of descriptors, ports and queues', async () => {
    await expect(tellJudged(sockets)).toMatchFileSnapshot('fixtures/sockets.txt')
  })
})
