import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../test/support/diagnosed.ts'
import * as f from '../../test/support/faults.ts'
import { page, unit } from '../../test/support/healthy-values.ts'
import { ago, type Change, readingsOf, sees, serviceOf } from '../../test/support/readings.ts'
import type { Service } from '../service/service.ts'

const hosts400 = Array.from({ length: 400 }, (_, index) => `app${String(index + 1).padStart(3, '0')}`)
const small: Partial<Service> = { hosts: ['app1'], dependencies: [] }

const controls: readonly {
  readonly name: string
  readonly service?: Partial<Service>
  readonly changes?: readonly Change[]
}[] = [
  { name: 'all is quiet' },
  { name: 'one host, nothing around it', service: small },
  { name: 'four hundred hosts', service: { hosts: hosts400 } },
  { name: 'a load of 1.2 per core', changes: [sees('load', '*', (load) => ({ ...load, one: 4.8 }))] },
  {
    name: 'tasks that wait for a disk raise the load, and the processors are idle',
    changes: [sees('load', 'app1', (load) => ({ ...load, one: 20 }))],
  },
  { name: 'CPU busy for a moment', changes: [sees('cpu', '*', (cpu) => ({ ...cpu, busy: 0.99 }))] },
  {
    name: 'a restart three weeks ago after crashes',
    changes: [f.appUnit('*', { restarts: 5, mainStartedAt: ago(21 * 86_400) })],
  },
  {
    name: 'five idle connections',
    changes: [
      sees('database', '*', (value) =>
        value.kind === 'answered'
          ? {
              ...value,
              sessions: [
                {
                  user: 'app',
                  application: '',
                  client: '',
                  state: 'idle',
                  count: 5,
                  oldestSeconds: 1e6,
                  waitingOnLock: 0,
                },
              ],
            }
          : value,
      ),
    ],
  },
  {
    name: 'an old OOM kill',
    changes: [
      sees('oom', '*', (oom) => ({
        ...oom,
        kills: [{ at: ago(5 * 86_400), process: 'gunicorn', pid: 9, isCgroup: false, line: 'Out of memory' }],
        killsInUnit: 1,
      })),
    ],
  },
  {
    name: 'overflows since boot that do not grow',
    changes: [sees('network', '*', (network) => ({ ...network, listenOverflowsTotal: 9e6 }))],
  },
  {
    name: 'just after a release',
    changes: [
      sees('release', '*', (release) => ({ ...release, changedAt: ago(120), target: '/srv/app/releases/42' })),
      f.appUnit('*', { mainStartedAt: ago(110), activeSince: ago(110) }),
    ],
  },
  {
    name: 'nginx installed and stopped beside the application',
    changes: [
      sees('units', 'app1', (units) => ({
        ...units,
        units: [...units.units, unit('nginx', { activeState: 'inactive' })],
      })),
    ],
  },
  {
    name: 'a proxy of somebody else that failed',
    changes: [
      sees('units', '*', (units) => ({
        ...units,
        units: [...units.units, unit('varnish', { activeState: 'failed', result: 'exit-code' })],
      })),
    ],
  },
  {
    name: 'a slow network',
    changes: [
      f.edge(page(200, { firstByteMs: 900 })),
      f.health('*', page(200, { firstByteMs: 700 })),
      sees('dependency-redis', '*', { kind: 'answered', latencyMs: 1300, role: 'master' }),
    ],
  },
  {
    name: 'a full backup disk',
    changes: [
      sees('disk', 'app1', (disk) => ({
        mounts: [...disk.mounts, { mount: '/mnt/backup', device: 'x', totalBytes: 1e12, availableBytes: 0, used: 1 }],
      })),
    ],
  },
  {
    name: 'a backup disk that the kernel made read-only',
    changes: [
      sees('mounts', 'app1', (mounts) => ({
        ...mounts,
        readOnly: [{ mount: '/mnt/backup', device: '/dev/vdc', type: 'xfs', against: 'mount' }],
      })),
    ],
  },
  {
    name: 'a spare server in maintenance since last month',
    changes: [f.servers({ status: 'MAINT', checkStatus: '', secondsSinceChange: 2_600_000 }, ['app2'])],
  },
  {
    name: 'old limiting lines in the log of a proxy',
    changes: [
      sees('proxy-log', 'lb1', {
        program: 'nginx',
        path: '/var/log/nginx/error.log',
        lines: ['2026/02/20 09:59:50 [error] 7#7: *1 limiting requests, excess: 5.1 by zone "one"'],
      }),
    ],
  },
  {
    name: 'a proxy with nothing to say and nothing to answer for',
    changes: [sees('proxy-log', '*', { program: 'nginx', path: '/var/log/nginx/error.log', lines: [] })],
  },
  {
    name: 'another service behind the same balancer that is down',
    changes: [
      sees('balancer-servers', 'lb1', (value) => ({
        ...value,
        servers: [
          ...value.servers,
          ...value.servers.map((each) => ({
            ...each,
            name: 'wiki',
            backend: 'wiki',
            address: '10.0.9.9:80',
            status: 'DOWN',
          })),
        ],
        backends: [
          ...value.backends,
          { name: 'wiki', status: 'DOWN', activeServers: 0, queue: 0, sessions: 0, http5xx: 9 },
        ],
      })),
    ],
  },
]

describe('diagnose()', () => {
  it.each(controls)('blames nothing when there is: $name', ({ service: parts, changes = [] }) => {
    const service = serviceOf(parts)
    const { outcome, diagnosis, steps } = diagnosed(service, readingsOf(service, changes))
    expect({
      outcome,
      causes: diagnosis.causes.map((cause) => cause.title),
      summaries: steps.filter((step) => step.status === 'fail'),
    }).toEqual({
      outcome: 'healthy',
      causes: [],
      summaries: [],
    })
  })
})
