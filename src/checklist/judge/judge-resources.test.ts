import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { foundWith, tellFound } from '../../../test/support/found-with.ts'
import { page } from '../../../test/support/healthy-values.ts'
import { ago, type Change, misses, sees } from '../../../test/support/readings.ts'
import type { Mount } from '../../probe/disk.ts'
import type { ReadOnlyMount } from '../../probe/mounts.ts'

const load = (one: number) => sees('load', 'app1', (value) => ({ ...value, one }))
const busy = (share: number) => sees('cpu', 'app1', (value) => ({ ...value, busy: share }))
const slowHealth = f.health('app1', page(200, { firstByteMs: 1000 }))
const memory = (availableBytes: number) => sees('memory', 'app1', (value) => ({ ...value, availableBytes }))
const mount = (parts: Partial<Mount>) =>
  sees('disk', 'app1', (value) => ({ mounts: value.mounts.map((each) => ({ ...each, ...parts })) }))
const readOnly = (...mounts: readonly Partial<ReadOnlyMount>[]) =>
  sees('mounts', 'app1', (value) => ({
    ...value,
    readOnly: mounts.map((parts) => ({ mount: '/', device: '/dev/vdb', type: 'ext4', against: 'mount', ...parts })),
  }))
const killed = (seconds: number, process: string, isCgroup = false) =>
  sees('oom', 'app1', (value) => ({
    ...value,
    kills: [{ at: ago(seconds), process, pid: 1, isCgroup, line: '' }],
    killsInUnit: isCgroup ? 1 : 0,
  }))

const cases: readonly (readonly [name: string, changes: readonly Change[], found: readonly string[]])[] = [
  ['a load at the limit', [load(8), busy(1), slowHealth], ['warn cpu-saturated @ app1']],
  ['a load over the limit', [load(8.1), busy(0.85), slowHealth], ['fail load-high @ app1']],
  ['a load over the limit that nobody feels', [load(8.1), busy(0.85)], ['warn load-high @ app1']],
  ['a load of tasks that wait for disks', [load(8.1), busy(0.84), slowHealth], ['warn load-high @ app1']],
  [
    'a load that only PSI tells of',
    [load(8.1), slowHealth, sees('pressure', 'app1', (value) => ({ ...value, cpu: { ...value.cpu, some10: 25 } }))],
    ['fail load-high @ app1'],
  ],
  [
    'a load without another witness',
    [
      load(8.1),
      slowHealth,
      misses('cpu', 'app1', { reason: 'unsupported', detail: '' }),
      misses('pressure', 'app1', { reason: 'unsupported', detail: '' }),
    ],
    ['fail load-high @ app1'],
  ],
  ['CPU just not busy', [busy(0.94)], []],
  ['CPU busy', [busy(0.95)], ['warn cpu-saturated @ app1']],
  ['CPU stolen', [sees('cpu', 'app1', (value) => ({ ...value, steal: 0.25 }))], ['warn cpu-stolen @ app1']],
  ['CPU stolen a little', [sees('cpu', 'app1', (value) => ({ ...value, steal: 0.24 }))], []],
  [
    'a quota met twice',
    [sees('cpu', 'app1', (value) => ({ ...value, throttledInSample: 2 }))],
    ['warn cpu-throttled @ app1'],
  ],
  ['a quota met once', [sees('cpu', 'app1', (value) => ({ ...value, throttledInSample: 1 }))], []],
  [
    'stalls on disks',
    [sees('pressure', 'app1', (value) => ({ ...value, io: { ...value.io, full10: 50 } }))],
    ['warn io-pressure @ app1'],
  ],
  ['few stalls on disks', [sees('pressure', 'app1', (value) => ({ ...value, io: { ...value.io, full10: 49 } }))], []],
  [
    'thrashing',
    [sees('pressure', 'app1', (value) => ({ ...value, memory: { ...value.memory, full10: 10 } }))],
    ['fail memory-pressure @ app1'],
  ],
  ['some reclaim', [sees('pressure', 'app1', (value) => ({ ...value, memory: { ...value.memory, full10: 9 } }))], []],
  ['memory at the limit', [memory(7.9e8)], ['fail memory-high @ app1']],
  ['memory below the limit', [memory(8.1e8)], []],
  [
    'memory and swap',
    [sees('memory', 'app1', (value) => ({ ...value, availableBytes: 0, swapFreeBytes: 5e7 }))],
    ['fail memory-high @ app1', 'warn swap-exhausted @ app1'],
  ],
  [
    'memory with swap to spare',
    [sees('memory', 'app1', (value) => ({ ...value, availableBytes: 0, swapFreeBytes: 6e7 }))],
    ['fail memory-high @ app1'],
  ],
  [
    'memory without swap',
    [sees('memory', 'app1', (value) => ({ ...value, availableBytes: 0, swapTotalBytes: 0, swapFreeBytes: 0 }))],
    ['fail memory-high @ app1'],
  ],
  ['swap full, memory fine', [sees('memory', 'app1', (value) => ({ ...value, swapFreeBytes: 0 }))], []],
  [
    'a unit at its memory limit',
    [f.appUnit('app1', { memoryBytes: 95, memoryMaxBytes: 100 })],
    ['warn unit-memory-at-limit @ app1'],
  ],
  ['a unit below its memory limit', [f.appUnit('app1', { memoryBytes: 94, memoryMaxBytes: 100 })], []],
  ['a unit out of tasks', [f.appUnit('app1', { tasks: 95, tasksMax: 100 })], ['fail tasks-exhausted @ app1']],
  ['a unit with tasks left', [f.appUnit('app1', { tasks: 94, tasksMax: 100 })], []],
  ['a fresh kill of a worker', [killed(900, 'gunicorn')], ['fail oom-kill @ app1']],
  ['a fresh kill of something else', [killed(900, 'chrome')], ['warn oom-kill @ app1']],
  ['a fresh kill inside the unit', [killed(900, 'helper', true)], ['fail oom-kill @ app1']],
  ['a kill that is over', [killed(901, 'gunicorn')], ['info old-oom-kill @ app1']],
  ['a disk at the limit', [mount({ used: 0.95 })], ['fail disk-full @ app1']],
  ['a disk below the limit', [mount({ used: 0.949 })], []],
  ['a disk of others', [mount({ used: 0.95, mount: '/mnt/x' })], ['warn disk-high-elsewhere @ app1']],
  ['a disk that holds the release', [mount({ used: 0.95, mount: '/srv/app' })], ['fail disk-full @ app1']],
  ['a disk beside the release', [mount({ used: 0.95, mount: '/srv/ap' })], ['warn disk-high-elsewhere @ app1']],
  [
    'shared memory that is full',
    [mount({ used: 0.99, mount: '/dev/shm', device: 'tmpfs' })],
    ['fail disk-full @ app1'],
  ],
  [
    'logs in memory that are full',
    [mount({ used: 1, mount: '/var/log', device: 'log2ram' })],
    ['fail disk-full @ app1'],
  ],
  [
    'a file system of its own for what the unit keeps',
    [mount({ used: 1, mount: '/mnt/queue', device: 'tmpfs' }), f.appUnit('app1', { directories: ['/mnt/queue/shop'] })],
    ['fail disk-full @ app1'],
  ],
  [
    'a file system above the one that holds what the unit keeps',
    [
      sees('disk', 'app1', (value) => ({
        mounts: value.mounts.flatMap((each) => [
          { ...each, mount: '/mnt', used: 0.99 },
          { ...each, mount: '/mnt/queue', used: 0.1 },
        ]),
      })),
      f.appUnit('app1', { directories: ['/mnt/queue/shop'] }),
    ],
    ['warn disk-high-elsewhere @ app1'],
  ],
  [
    'a file system that holds what the release link points at',
    [
      mount({ used: 1, mount: '/mnt/releases' }),
      sees('release', '*', (value) => ({ ...value, target: '/mnt/releases/41' })),
    ],
    ['fail disk-full @ app1'],
  ],
  ['an image that is always full', [mount({ used: 1, isReadOnly: true })], []],
  ['a root after an error', [readOnly({})], ['fail mount-read-only @ app1']],
  ['a root that fstab wants written', [readOnly({ against: 'fstab' })], ['fail mount-read-only @ app1']],
  ['a disk of others after an error', [readOnly({ mount: '/mnt/x' })], ['warn mount-read-only @ app1']],
  ['a disk that holds the release after an error', [readOnly({ mount: '/srv/app' })], ['fail mount-read-only @ app1']],
  [
    'a disk after an error, above the one that the unit keeps things on',
    [
      readOnly({ mount: '/mnt' }),
      sees('disk', 'app1', (value) => ({
        mounts: value.mounts.flatMap((each) => [each, { ...each, device: '/dev/vdc', mount: '/mnt/queue' }]),
      })),
      f.appUnit('app1', { directories: ['/mnt/queue/shop'] }),
    ],
    ['warn mount-read-only @ app1'],
  ],
  [
    'a disk after an error, mounted where nobody and where all write',
    [readOnly({ mount: '/mnt/a' }, { mount: '/var/lib' }, { mount: '/mnt/b' })],
    ['fail mount-read-only @ app1'],
  ],
  [
    'two disks after errors',
    [readOnly({ mount: '/var' }, { mount: '/mnt/x', device: '/dev/vdc' })],
    ['fail mount-read-only @ app1', 'warn mount-read-only @ app1'],
  ],
  ['inodes', [mount({ inodesUsed: 0.95 })], ['fail inodes-exhausted @ app1']],
  ['inodes left', [mount({ inodesUsed: 0.94 })], []],
  [
    'descriptors of a process',
    [sees('files', 'app1', (value) => ({ ...value, processes: [{ pid: 1, name: 'x', open: 95, limit: 100 }] }))],
    ['fail files-exhausted @ app1'],
  ],
  [
    'descriptors left',
    [
      sees('files', 'app1', (value) => ({
        ...value,
        processes: [
          { pid: 1, name: 'x', open: 94, limit: 100 },
          { pid: 2, name: 'y', limit: 100 },
        ],
      })),
    ],
    [],
  ],
  [
    'descriptors of the host',
    [sees('files', 'app1', (value) => ({ ...value, open: 760_000 }))],
    ['fail files-exhausted @ app1'],
  ],
  [
    'an accept queue that drops',
    [sees('network', 'app1', (value) => ({ ...value, listenOverflows: 1 }))],
    ['fail accept-queue-overflowing @ app1'],
  ],
  [
    'connection tracking',
    [sees('network', 'app1', (value) => ({ ...value, conntrack: { count: 95, max: 100 } }))],
    ['fail conntrack-full @ app1'],
  ],
  [
    'connection tracking with room',
    [sees('network', 'app1', (value) => ({ ...value, conntrack: { count: 94, max: 100 } }))],
    [],
  ],
  [
    'local ports',
    [
      sees('connections', 'app1', {
        states: {},
        peers: [
          { address: '10.0.0.9', port: 5432, state: 'ESTAB', count: 20_000 },
          { address: '10.0.0.9', port: 5432, state: 'TIME-WAIT', count: 7000 },
        ],
      }),
    ],
    ['fail local-ports-exhausted @ app1'],
  ],
  [
    'local ports towards many',
    [
      sees('connections', 'app1', {
        states: {},
        peers: [
          { address: '10.0.0.9', port: 5432, state: 'ESTAB', count: 20_000 },
          { address: '10.0.0.9', port: 6379, state: 'ESTAB', count: 7000 },
        ],
      }),
    ],
    [],
  ],
  ['a full queue', [f.queue('app1', 128, 128)], ['fail accept-queue-full @ app1']],
  ['a queue of five', [f.queue('app1', 5, 128)], ['warn accept-queue-growing @ app1']],
  ['a queue of four', [f.queue('app1', 4, 128)], []],
]

describe('judge()', () => {
  it.each(cases)('finds in %s', (_name, changes, found) => {
    expect(foundWith(changes)).toEqual(found)
  })

  it('says it in these words', async () => {
    await expect(tellFound(cases)).toMatchFileSnapshot('fixtures/resources.txt')
  })
})
