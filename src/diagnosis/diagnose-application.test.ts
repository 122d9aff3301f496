import { describe, expect, it } from 'vitest'
import { type Fault, tellFaults, verdictOf, wantedOf } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page } from '../../test/support/healthy-values.ts'
import { ago, sees } from '../../test/support/readings.ts'

const both = ['app1', 'app2']
const exited = { activeState: 'failed', subState: 'failed', result: 'exit-code', exitCode: 'exited' }
const restarting = {
  activeState: 'activating',
  subState: 'auto-restart',
  result: 'exit-code',
  exitCode: 'exited',
  restarts: 14,
}
const failing = { device: '/dev/vdb', type: 'ext4', against: 'mount' } as const
const full = { used: 1, availableBytes: 0 }

const faults: readonly Fault[] = [
  {
    name: 'crash loop with a missing module',
    changes: [
      ...f.stopped(both, { ...restarting, exitStatus: 3 }),
      f.logged(both, "ModuleNotFoundError: No module named 'payments'", '[ERROR] Worker failed to boot.'),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app1',
    title: /gunicorn crashes and restarts/,
  },
  {
    name: 'crash loop with a setting that is missing',
    changes: [
      ...f.stopped(both, { ...restarting, exitStatus: 3 }),
      f.logged(both, "KeyError: 'REDIS_URL'", '[2026-03-02 10:00:00 +0000] [7] [ERROR] Worker failed to boot.'),
    ],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    place: 'app1',
    title: /on app1, app2: KeyError: 'REDIS_URL'$/,
  },
  {
    name: 'failing ExecStart',
    changes: f.stopped(both, { ...exited, exitStatus: 203 }),
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    title: /could not be executed/,
  },
  {
    name: 'stopped by hand on one host of two',
    changes: f.stopped(['app1'], { activeState: 'inactive', subState: 'dead' }),
    outcome: 'degraded',
    causes: ['app_not_started confirmed'],
    place: 'app1',
  },
  {
    name: 'wrong port',
    changes: [...f.stopped(both, {}).slice(1), f.deaf(both)],
    outcome: 'down',
    causes: ['app_not_started confirmed'],
    title: /nothing listens on port 8000/,
  },
  {
    name: 'all processes stopped by a signal',
    changes: [
      ...f.hanging(['app1']),
      f.queue('app1', 2049),
      sees('workers', 'app1', (w) => ({ processes: w.processes.map((p) => ({ ...p, state: 'T' })) })),
    ],
    outcome: 'degraded',
    causes: ['app_not_started confirmed'],
    title: /stopped on app1/,
  },
  {
    name: 'exhausted workers with a full accept queue',
    changes: [...f.hanging(both), f.queue(both, 129, 128)],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /workers are busy/,
  },
  {
    name: 'workers that hang without a queue',
    changes: f.hanging(both),
    outcome: 'down',
    causes: ['server_overload likely'],
    title: /does not answer/,
  },
  {
    name: 'CPU pressure with slow answers',
    changes: [
      sees('load', 'app1', (load) => ({ ...load, one: 14 })),
      sees('cpu', 'app1', (cpu) => ({ ...cpu, busy: 1 })),
      f.health('app1', page(200, { firstByteMs: 6000 })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
  },
  {
    name: 'memory pressure',
    changes: [sees('memory', 'app2', (m) => ({ ...m, availableBytes: 2e8, swapFreeBytes: 0 })), ...f.hanging(['app2'])],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app2',
    title: /memory/i,
  },
  {
    name: 'OOM kill of the main process',
    changes: [
      ...f.stopped(both, { activeState: 'failed', result: 'oom-kill', exitCode: 'killed', exitStatus: 9 }),
      sees('oom', both, {
        kills: [{ at: ago(60), process: 'gunicorn', pid: 100, isCgroup: true, line: 'Memory cgroup out of memory' }],
        killsInUnit: 1,
        isLogReadable: true,
      }),
    ],
    outcome: 'down',
    causes: ['server_overload confirmed'],
    place: 'unit gunicorn',
  },
  {
    name: 'full disk that ends the application',
    changes: [
      ...f.stopped(['app1'], { ...restarting, exitStatus: 1 }),
      f.logged('app1', 'OSError: [Errno 28] No space left on device'),
      sees('disk', 'app1', (d) => ({ mounts: d.mounts.map((m) => ({ ...m, ...full })) })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /disk \/ 100 % full/i,
  },
  {
    name: 'a disk that the kernel made read-only, and an application that cannot write',
    changes: [
      ...f.unhealthy(['app1']),
      f.logged('app1', 'OSError: [Errno 30] Read-only file system'),
      sees('mounts', 'app1', (v) => ({ ...v, readOnly: [{ ...failing, mount: '/var/lib' }] })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /\/var\/lib \(\/dev\/vdb\) takes no writes on app1/,
  },
  {
    name: 'a root that the kernel made read-only, and a unit that does not come up',
    changes: [
      ...f.stopped(['app1'], { ...restarting, exitStatus: 1 }),
      f.logged('app1', 'OSError: [Errno 30] Read-only file system'),
      sees('mounts', 'app1', (v) => ({ ...v, readOnly: [{ ...failing, mount: '/' }] })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /the kernel made it read-only/,
  },
  {
    name: 'inodes used up',
    changes: [
      ...f.unhealthy(['app1']),
      sees('disk', 'app1', (d) => ({ mounts: d.mounts.map((m) => ({ ...m, inodesUsed: 1 })) })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    place: 'app1',
    title: /inodes/,
  },
  {
    name: 'file descriptors used up',
    changes: [
      ...f.hanging(['app1']),
      sees('files', 'app1', (v) => ({ ...v, processes: [{ pid: 100, name: 'gunicorn', open: 1024, limit: 1024 }] })),
    ],
    outcome: 'degraded',
    causes: ['server_overload confirmed'],
    title: /file descriptors/,
  },
]

describe('diagnose()', () => {
  it.each(faults)('names the cause of: $name', (fault) => {
    expect(verdictOf(fault)).toEqual(wantedOf(fault))
  })

  it('tells each fault in these words', async () => {
    await expect(tellFaults(faults)).toMatchFileSnapshot('fixtures/application.txt')
  })
})
