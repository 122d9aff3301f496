import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { foundWith, tellFound } from '../../../test/support/found-with.ts'
import { page, unit } from '../../../test/support/healthy-values.ts'
import { ago, type Change, sees } from '../../../test/support/readings.ts'
import type { RedisAnswer } from '../../probe/redis.ts'

const redis = (parts: Partial<RedisAnswer>) =>
  sees('dependency-redis', 'app1', { kind: 'answered', latencyMs: 1, ...parts })

const cases: readonly (readonly [name: string, changes: readonly Change[], found: readonly string[]])[] = [
  [
    'half of the processes stopped',
    [
      sees('workers', 'app1', (value) => ({
        processes: value.processes.slice(0, 2).map((each, index) => ({ ...each, state: index === 0 ? 'T' : 'S' })),
      })),
    ],
    ['fail process-frozen @ app1'],
  ],
  [
    'a third of the processes stopped',
    [
      sees('workers', 'app1', (value) => ({
        processes: value.processes.map((each, index) => ({ ...each, state: index === 0 ? 'T' : 'S' })),
      })),
    ],
    [],
  ],
  [
    'processes that wait for a disk',
    [
      sees('workers', 'app1', (value) => ({
        processes: value.processes.map((each, index) => ({ ...each, state: index < 2 ? 'D' : 'S' })),
      })),
    ],
    ['warn workers-stuck @ app1'],
  ],
  [
    'one process that waits for a disk',
    [
      sees('workers', 'app1', (value) => ({
        processes: value.processes.slice(0, 1).map((each) => ({ ...each, state: 'D' })),
      })),
    ],
    [],
  ],
  [
    'a masked unit',
    [f.appUnit('app1', { loadState: 'masked' }), f.health('app1', f.failed('refused'))],
    ['fail unit-missing @ app1', 'fail health-no-answer @ app1', 'info app-serves @ app1'],
  ],
  ['a wrong unit of a service that runs', [f.appUnit('app1', { loadState: 'not-found' })], ['unseen unseen @ app1']],
  [
    'a stopped unit of a service that runs',
    [f.appUnit('app1', { activeState: 'inactive' })],
    ['warn unit-inactive @ app1'],
  ],
  ['a wrong port of a service that runs', [f.deaf('app1')], ['warn not-listening @ app1']],
  [
    'a port for the host alone',
    [sees('listeners', 'app1', { sockets: [{ address: '127.0.0.1', port: 8000, queued: 0 }] })],
    ['info listening-on-loopback-only @ app1'],
  ],
  [
    'three restarts within a minute, and well',
    [f.appUnit('app1', { restarts: 3, mainStartedAt: ago(59) })],
    ['warn unit-restarting @ app1', 'info unit-started-recently @ app1'],
  ],
  [
    'three restarts a minute ago',
    [f.appUnit('app1', { restarts: 3, mainStartedAt: ago(60) })],
    ['info unit-started-recently @ app1'],
  ],
  [
    'two restarts within a minute, and well',
    [f.appUnit('app1', { restarts: 2, mainStartedAt: ago(59) })],
    ['info unit-started-recently @ app1'],
  ],
  ['a unit that stops', [f.appUnit('app1', { activeState: 'deactivating' })], ['warn unit-stopping @ app1']],
  ['a unit that starts', [f.appUnit('app1', { activeState: 'activating' })], ['warn unit-starting @ app1']],
  [
    'a unit that starts again by itself',
    [f.appUnit('app1', { activeState: 'activating', restarts: 1 })],
    ['fail unit-crash-looping @ app1'],
  ],
  [
    'an unused proxy',
    [
      sees('units', 'app1', (value) => ({
        ...value,
        units: [...value.units, unit('nginx', { activeState: 'failed' })],
      })),
    ],
    ['info unit-failed @ app1'],
  ],
  ['Redis loading', [redis({ isLoading: true })], ['fail dependency-refusing @ redis://cache1:6379']],
  [
    'Redis full',
    [redis({ maxMemoryBytes: 100, usedMemoryBytes: 98, evictionPolicy: 'noeviction' })],
    ['fail dependency-refusing @ redis://cache1:6379'],
  ],
  ['Redis nearly full', [redis({ maxMemoryBytes: 100, usedMemoryBytes: 97, evictionPolicy: 'noeviction' })], []],
  ['Redis full that evicts', [redis({ maxMemoryBytes: 100, usedMemoryBytes: 100, evictionPolicy: 'allkeys-lru' })], []],
  [
    'Redis that cannot save',
    [redis({ lastSaveOk: false, stopsWritesOnSaveError: true })],
    ['fail dependency-refusing @ redis://cache1:6379'],
  ],
  ['Redis that cannot save and does not care', [redis({ lastSaveOk: false, stopsWritesOnSaveError: false })], []],
  [
    'Redis MISCONF',
    [redis({ error: 'MISCONF Redis is configured to save RDB snapshots' })],
    ['fail dependency-refusing @ redis://cache1:6379'],
  ],
  [
    'a replica without its master',
    [redis({ role: 'slave', masterLinkStatus: 'down' })],
    ['fail dependency-refusing @ redis://cache1:6379'],
  ],
  [
    'a replica',
    [redis({ role: 'slave', masterLinkStatus: 'up' })],
    ['warn dependency-read-only @ redis://cache1:6379'],
  ],
  ['a Redis that wants a password of us', [redis({ error: 'NOAUTH Authentication required.' })], []],
  [
    'a Redis with another error',
    [redis({ error: 'ERR something' })],
    ['fail dependency-refusing @ redis://cache1:6379'],
  ],
  ['a slow Redis', [redis({ latencyMs: 1000 })], ['warn dependency-slow @ redis://cache1:6379']],
  [
    'a health check that takes three seconds',
    [f.health('app1', page(200, { firstByteMs: 3000 }))],
    ['warn health-slow @ app1'],
  ],
  ['a health check that redirects', [f.health('app1', page(302))], []],
  [
    'a health check that asks for a password',
    [f.health('app1', page(401))],
    ['info app-serves @ app1', 'unseen unseen @ app1'],
  ],
  [
    'a health check that fails every other time',
    [sees('health', 'app1', (value) => ({ ...value, tries: [page(200), page(503)] }))],
    ['fail health-intermittent @ app1', 'info app-serves @ app1'],
  ],
  [
    'a page that takes three seconds',
    [f.edge(page(200, { firstByteMs: 3000 }))],
    ['warn edge-slow @ http://shop.example/'],
  ],
  ['a page that is not there', [f.edge(page(404))], []],
  [
    'a server that fails its first check',
    [f.servers({ status: 'UP 1/3', checkStatus: 'L7STS' }, ['app1'])],
    ['warn server-flapping @ lb1: web/app1'],
  ],
  [
    'a server whose name does not resolve',
    [f.servers({ status: 'MAINT (resolution)' }, ['app1'])],
    ['fail server-unresolved @ lb1: web/app1'],
  ],
  [
    'a server with all sessions in use',
    [f.servers({ sessions: 50, sessionLimit: 50, queue: 1 }, ['app1'])],
    ['fail server-at-limit @ lb1: web/app1'],
  ],
  [
    'a server with all sessions in use and no queue',
    [f.servers({ sessions: 50, sessionLimit: 50, queue: 0 }, ['app1'])],
    [],
  ],
  [
    'a release within the window',
    [sees('release', 'app1', (value) => ({ ...value, changedAt: ago(900) }))],
    ['warn release-recent @ app1'],
  ],
  ['a release before the window', [sees('release', 'app1', (value) => ({ ...value, changedAt: ago(901) }))], []],
  [
    'hosts with different releases',
    [sees('release', 'app1', (value) => ({ ...value, target: '/srv/app/releases/40' }))],
    ['warn release-mixed @ shop'],
  ],
  [
    'a changed file',
    [sees('config-files', 'app1', { files: [{ path: '/etc/x', changedAt: ago(900) }] })],
    ['info config-changed-recently @ app1'],
  ],
  [
    'a name that does not resolve',
    [sees('resolve', 'app1', (value) => (value.name === 'cache1' ? { ...value, addresses: [] } : value))],
    ['fail dependency-name-unresolved @ redis://cache1:6379'],
  ],
  [
    'the name of the database that does not resolve',
    [sees('resolve', 'app1', (value) => (value.name === 'db1' ? { ...value, addresses: [] } : value))],
    ['fail database-name-unresolved @ postgres://probe@db1:5432/orders'],
  ],
  ['an empty answer of df', [sees('disk', 'app1', { mounts: [] })], ['unseen unseen @ app1']],
  ['a unit that was not reported', [sees('units', 'app1', { units: [], otherFailed: [] })], ['unseen unseen @ app1']],
]

describe('judge()', () => {
  it.each(cases)('finds in %s', (_name, changes, found) => {
    expect(foundWith(changes)).toEqual(found)
  })

  it('says it in these words', async () => {
    await expect(tellFound(cases)).toMatchFileSnapshot('fixtures/steps.txt')
  })
})
