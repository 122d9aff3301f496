import { describe, expect, it } from 'vitest'
import { type Fact, found } from '../../test/support/found.ts'
import { type Shown, tellRule } from '../../test/support/tell-rule.ts'
import { overloadKinds } from './overload-kinds.ts'
import { serverOverload } from './server-overload.ts'

const slow = found('edge-slow')
const timedOut = { failure: 'timed-out', phase: 'answer' } as const
const silent = (host: string) => found('health-no-answer', host, timedOut)
const says = (line: string, supports: Fact<'journal-line', 'supports'> = '', host = 'app1') =>
  found('journal-line', host, { line, supports })
const busy = (host = 'app1') => says('WORKER TIMEOUT', 'server_overload', host)
const waits = {
  waited: [found('dependency-unreachable', 'app1', timedOut), found('database-unreachable', 'app1', timedOut)],
}
const crash = (id: Parameters<typeof found>[0], exitStatus: number) =>
  found(id, 'app1', { exitStatus, result: 'exit-code' })
const crashes = [
  crash('unit-failed', 1),
  crash('unit-crash-looping', 1),
  crash('unit-starting', 0),
  crash('process-missing', 0),
  crash('not-listening', 0),
  crash('unit-failed', 203),
]

/** One finding each that is short of something, and what it is short of. */
const shortages = [
  ['memory', found('memory-high')],
  ['disk', found('disk-full', 'app1', { mount: '/var', used: 0.97 })],
  ['read-only', found('mount-read-only')],
  ['files', found('files-exhausted')],
  ['cpu', found('load-high')],
  ['network', found('conntrack-full')],
  ['workers', found('accept-queue-full')],
] as const

const cases: readonly Shown[] = [
  { name: 'nothing', findings: [] },
  ...shortages.map(([kind, finding]) => ({
    name: `short of ${kind} on one host, and all that this explains`,
    findings: [finding],
    asked: 'all' as const,
  })),
  ...shortages.map(([kind, finding]) => ({
    name: `short of ${kind}, and whoever waits in vain or crashes there`,
    findings: [finding],
    asked: [...waits.waited, found('dependency-unreachable', 'app1', { failure: 'refused' }), ...crashes],
  })),
  {
    name: 'a full disk, and a crash with a reason of its own',
    findings: [found('disk-full'), says('ModuleNotFoundError', 'app_not_started')],
    asked: crashes,
  },
  {
    name: 'descriptors spent, and a crash for want of them',
    findings: [found('files-exhausted'), says('OSError: Too many open files')],
    asked: crashes,
  },
  ...(['unit-killed-for-memory', 'oom-kill', 'memory-pressure', 'inodes-exhausted', 'tasks-exhausted'] as const).map(
    (id) => ({ name: `${id} alone`, findings: [found(id)] }),
  ),
  ...(['local-ports-exhausted', 'accept-queue-overflowing', 'server-at-limit'] as const).map((id) => ({
    name: `${id} alone`,
    findings: [found(id)],
  })),
  { name: 'a warning of the disk', findings: [found('disk-full', 'app1', {}, { weight: 'warn' })] },
  {
    name: 'a disk of others that is read-only',
    findings: [found('mount-read-only', 'app1', {}, { weight: 'warn' })],
  },
  { name: 'a root that is read-only, and nobody suffers', findings: [found('mount-read-only')] },
  {
    name: 'a disk that is read-only, and the application says so',
    findings: [
      found('mount-read-only', 'app1', { mount: '/var/lib', device: '/dev/vdb' }),
      found('health-failing'),
      says('OSError: [Errno 30] Read-only file system'),
      says('hello'),
    ],
    asked: crashes,
  },
  {
    name: 'a disk that is read-only against fstab',
    findings: [found('mount-read-only', 'app1', { mount: '/srv/app', against: 'fstab' }), found('health-failing')],
  },
  {
    name: 'a disk that is read-only and of another type, with a name that is no word of a command',
    findings: [found('mount-read-only', 'app1', { mount: '/srv/my files', type: 'xfs' }), found('health-failing')],
  },
  {
    name: 'disks that are read-only and full',
    findings: [found('disk-full', 'app1', { mount: '/', used: 1 }), found('mount-read-only'), found('health-failing')],
  },
  {
    name: 'disks that are read-only on two hosts',
    findings: [found('mount-read-only'), found('mount-read-only', 'app2'), found('health-failing', 'app2')],
  },
  { name: 'a disk at 98.9 %', findings: [found('disk-full', 'app1', { used: 0.989 })] },
  { name: 'a disk at 99 %', findings: [found('disk-full', 'app1', { used: 0.99 })] },
  { name: 'inodes at 99 %', findings: [found('inodes-exhausted', 'app1', { used: 0.99 })] },
  { name: 'memory short on two hosts', findings: [found('memory-high'), found('memory-high', 'app2')] },
  { name: 'memory short on two hosts, one kill', findings: [found('oom-kill'), found('memory-high', 'app2')] },
  {
    name: 'memory short on two hosts, one that suffers',
    findings: [found('memory-high'), found('memory-high', 'app2'), found('health-slow', 'app2')],
  },
  { name: 'memory short while some users get errors', findings: [found('memory-high'), found('edge-intermittent')] },
  { name: 'memory of a unit that was killed', findings: [found('unit-killed-for-memory', 'app2', { unit: 'worker' })] },
  { name: 'memory short on the balancer', findings: [found('memory-high', 'lb1')] },
  {
    name: 'memory short on a host without a balancer before it',
    service: { balancer: undefined, unit: undefined },
    findings: [found('memory-high')],
  },
  {
    name: 'memory short with what fits',
    findings: [
      found('memory-high'),
      ...(['swap-exhausted', 'unit-memory-at-limit', 'old-oom-kill', 'io-pressure'] as const).map((id) => found(id)),
      busy(),
      busy('app2'),
      says('hello'),
    ],
  },
  { name: 'a full disk with what fits', findings: [found('disk-full'), found('io-pressure'), found('swap-exhausted')] },
  {
    name: 'a load with what fits',
    findings: [found('load-high'), found('cpu-saturated'), found('cpu-throttled'), found('cpu-stolen')],
  },
  {
    name: 'a queue with what fits',
    findings: [found('accept-queue-full'), found('accept-queue-growing'), silent('app1'), found('workers-stuck')],
  },
  { name: 'a queue before stopped processes', findings: [found('accept-queue-full'), found('process-frozen')] },
  { name: 'a full disk beside stopped processes', findings: [found('disk-full'), found('process-frozen')] },

  { name: 'a load, and users wait', findings: [found('load-high'), slow] },
  { name: 'a load, and users get 504', findings: [found('load-high'), found('edge-unavailable', '', { status: 504 })] },
  {
    name: 'a load, and some users get 504',
    findings: [found('load-high'), found('edge-intermittent', '', { status: 504 })],
  },
  { name: 'a load, and users get 503', findings: [found('load-high'), found('edge-unavailable', '', { status: 503 })] },
  { name: 'a load, and users get no answer', findings: [found('load-high'), found('edge-unavailable', '', timedOut)] },
  {
    name: 'a load, and some users are slow, others refused',
    findings: [found('load-high'), slow, found('edge-intermittent', '', { status: 503 })],
  },
  { name: 'a load, and a slow health', findings: [found('load-high'), found('health-slow')] },
  { name: 'a load, and a slow health on the other host', findings: [found('load-high'), found('health-slow', 'app2')] },
  { name: 'a load, and a health that says no', findings: [found('load-high'), found('health-failing')] },
  {
    name: 'a load on two hosts, and a health that says no on one',
    findings: [found('load-high'), found('load-high', 'app2'), found('health-failing')],
  },
  { name: 'a load, and a queue', findings: [found('load-high'), found('accept-queue-growing')] },
  {
    name: 'a load, and a check that timed out',
    findings: [found('load-high'), found('server-down', 'app1', { checkStatus: 'L7TOUT' })],
  },
  {
    name: 'a load, and a check that was refused',
    findings: [found('load-high'), found('server-down', 'app1', { checkStatus: 'L4CON' })],
  },
  {
    name: 'a load, and no free session',
    findings: [found('load-high'), found('server-at-limit', 'app1', {}, { weight: 'warn' })],
  },

  ...(
    ['cpu-throttled', 'cpu-saturated', 'cpu-stolen', 'io-pressure', 'workers-stuck', 'unit-memory-at-limit'] as const
  ).map((id) => ({ name: `${id}, and a slow health`, findings: [found(id), found('health-slow')] })),
  { name: 'a CPU that is busy, and nobody waits', findings: [found('cpu-saturated'), found('health-failing')] },
  {
    name: 'a CPU that is busy on one host, and health slow on both',
    findings: [
      found('cpu-saturated'),
      found('health-slow'),
      found('health-slow', 'app2'),
      found('cpu-throttled', 'app2'),
    ],
  },
  {
    name: 'a CPU that is busy and throttled, and a slow health',
    findings: [found('cpu-saturated'), found('cpu-throttled'), found('health-slow')],
  },
  { name: 'a CPU that is busy, and slow for users', findings: [found('cpu-saturated'), slow] },
  {
    name: 'a CPU that is busy where the load is high',
    findings: [found('cpu-saturated'), found('load-high'), found('health-slow')],
  },
  {
    name: 'a CPU that is busy beside a host with a load',
    findings: [found('cpu-saturated', 'app2'), found('load-high'), found('health-slow', 'app2')],
  },

  {
    name: 'memory and disk spent on one host',
    findings: [found('oom-kill'), found('disk-full', 'app1', { used: 1 })],
    asked: 'all',
  },
  {
    name: 'memory of a unit and disk spent on one host',
    findings: [found('unit-killed-for-memory'), found('disk-full', 'app1', { used: 1 })],
  },
  {
    name: 'memory and disk spent on two hosts',
    findings: [found('oom-kill'), found('disk-full', 'app2', { used: 1 })],
  },
  {
    name: 'memory spent and disk short on one host',
    findings: [found('oom-kill'), found('disk-full', 'app1', { used: 0.97 })],
  },

  ...(['unknown', 'fail', 'warn', 'skipped'] as const).map((status) => ({
    name: `resources ${status}`,
    steps: { resources: status },
    findings: [found('load-ok')],
  })),
  {
    name: 'figures of two hosts, the worst told',
    findings: [
      found('load-ok', 'app1', { perCore: 0.2 }),
      found('load-ok', 'app2', { perCore: 0.7 }),
      found('load-ok', 'app3'),
      found('memory-ok', 'app1', { used: 0.2 }),
      found('memory-ok', 'app2', { used: 0.4 }),
      found('disk-ok', 'app1', { used: 0.5 }),
      found('disk-ok', 'app2', { used: 0.6 }),
    ],
  },
  { name: 'the load alone', findings: [found('load-ok', 'app1', { perCore: 0.2 })] },
  {
    name: 'a stalled disk and stuck workers, and a slow health',
    findings: [found('io-pressure'), found('workers-stuck'), found('health-slow')],
  },
  {
    name: 'a busy CPU and a stalled disk, and a slow health',
    findings: [found('cpu-saturated'), found('io-pressure'), found('health-slow')],
  },
  {
    name: 'a busy and stolen CPU, and a slow health',
    findings: [found('cpu-saturated'), found('cpu-stolen'), found('health-slow')],
  },
  {
    name: 'a CPU quota on both hosts, and slow for users',
    findings: [found('cpu-throttled'), found('cpu-throttled', 'app2'), slow],
  },
  { name: 'ports and connection tracking spent', findings: [found('local-ports-exhausted'), found('conntrack-full')] },
  {
    name: 'ports spent on both hosts',
    findings: [found('local-ports-exhausted'), found('local-ports-exhausted', 'app2')],
  },
  {
    name: 'a load on two hosts, a health that says no on one, users served',
    findings: [found('edge-served'), found('load-high'), found('load-high', 'app2'), found('health-failing')],
  },
  {
    name: 'memory spent on both hosts, the disk of one full',
    findings: [found('oom-kill'), found('oom-kill', 'app2'), found('disk-full', 'app2', { used: 1 })],
    asked: 'all',
  },
  {
    name: 'memory spent on one host, the disks of both full',
    findings: [found('oom-kill'), found('disk-full', 'app1', { used: 1 }), found('disk-full', 'app2', { used: 1 })],
  },
  {
    name: 'a full disk, and memory of a unit spent on the same host',
    findings: [found('disk-full', 'app1', { used: 1 }), found('unit-killed-for-memory')],
  },
]

describe('serverOverload', () => {
  it('says this of findings', async () => {
    await expect(tellRule(serverOverload, cases)).toMatchFileSnapshot('fixtures/rules/server-overload.txt')
  })

  it('has a case for every kind of shortage', () => {
    expect(shortages.map(([kind]) => kind)).toEqual(overloadKinds)
  })
})
