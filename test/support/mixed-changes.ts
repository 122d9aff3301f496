import * as f from './faults.ts'
import { haproxy503, page } from './healthy-values.ts'
import { ago, type Change, isUnreachable, misses, sees } from './readings.ts'

const both = ['app1', 'app2']

/** Single observations gone wrong in every step, to be mixed at will. */
export const mixedChanges: readonly Change[] = [
  ...f.stopped(['app1'], { activeState: 'failed', result: 'exit-code', exitStatus: 3 }),
  ...f.unhealthy(both, '{"redis":"down"}'),
  ...f.hanging(['app2']),
  f.edge(haproxy503()),
  f.edge(page(200), page(429)),
  f.edge(f.failed('refused')),
  f.queue('app1', 200, 100),
  f.logged('*', 'psycopg2.OperationalError: connection refused'),
  f.balancerUnit({ activeState: 'failed' }),
  f.servers({ status: 'MAINT', checkStatus: '' }, ['app1']),
  f.servers({ status: 'DRAIN', checkStatus: '' }, ['app2']),
  isUnreachable('app1'),
  isUnreachable('lb1'),
  misses('journal', '*', { reason: 'denied', detail: 'no permission', fix: 'usermod -aG systemd-journal probe' }),
  misses('balancer-servers', '*', { reason: 'denied', detail: 'no permission' }),
  misses('units', 'app2', { reason: 'unsupported', detail: 'no systemd' }),
  misses('memory', '*', { reason: 'timed-out', detail: 'no answer' }),
  sees('load', 'app1', (load) => ({ ...load, one: 40 })),
  sees('cpu', 'app1', (cpu) => ({ ...cpu, busy: 1, steal: 0.4, throttledInSample: 4 })),
  sees('memory', 'app2', (memory) => ({ ...memory, availableBytes: 0, swapFreeBytes: 0 })),
  sees('disk', '*', (disk) => ({
    mounts: disk.mounts.map((mount) => ({ ...mount, used: 1, inodesUsed: 1, availableBytes: 0 })),
  })),
  sees('oom', 'app1', (oom) => ({
    ...oom,
    kills: [{ at: ago(30), process: 'gunicorn', pid: 1, isCgroup: false, line: '' }],
  })),
  sees('network', 'app2', (network) => ({ ...network, listenOverflows: 9, conntrack: { count: 10, max: 10 } })),
  sees('database', '*', { kind: 'refused-by-database', code: '53300', message: 'sorry', afterMs: 1 }),
  sees('database', 'app1', { kind: 'refused-by-database', code: '28P01', message: 'password', afterMs: 1 }),
  sees('database', '*', f.failed('refused')),
  sees('dependency-tcp', '*', f.failed('timed-out')),
  sees('dependency-redis', '*', f.failed('refused')),
  sees('dependency-redis', 'app1', { kind: 'answered', latencyMs: 1, error: 'LOADING' }),
  sees('resolve', '*', (resolve) => ({ ...resolve, addresses: [] })),
  sees('release', 'app1', (release) => ({ ...release, changedAt: ago(60), target: '/srv/app/releases/42' })),
  sees('balancer-config', 'lb1', (config) => ({
    ...config,
    sockets: [],
    makes503: [{ file: 'f', line: 'return 503;' }],
  })),
  sees('port', 'lb1', f.failed('timed-out')),
]
