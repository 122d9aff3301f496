import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../test/support/diagnosed.ts'
import { checks503, edge, failed, health, noAnswer, refusedChecks, servers } from '../../test/support/faults.ts'
import { page } from '../../test/support/healthy-values.ts'
import { type Change, misses, readingsOf, sees, serviceOf } from '../../test/support/readings.ts'
import type { Service } from '../service/service.ts'
import type { Diagnosis } from './diagnosis.ts'

function firstOf(changes: readonly Change[], parts: Partial<Service> = {}): Diagnosis['causes'][number] | undefined {
  const service = serviceOf(parts)
  return diagnosed(service, readingsOf(service, changes)).diagnosis.causes[0]
}

describe('an application that answers with an error of its own', () => {
  const bare = { unit: undefined, port: undefined, health: undefined, dependencies: [] } as unknown as Partial<Service>

  it.each([
    ['its health was seen', [], {}, 'its health endpoint and all that is configured are fine'],
    ['its health wants credentials', [health('*', page(401))], {}, 'nothing else that was looked at is at fault'],
    ['no health is configured', [], bare, 'nothing else that was looked at is at fault'],
  ] as const)('is told by what was looked at: %s', (_what, changes, parts, said) => {
    for (const status of [503, 500]) {
      const title = firstOf([edge(page(status)), ...changes], parts)?.title
      expect(title).toBe(`Dependency failing: The application itself answers ${status} although ${said}`)
    }
  })
})

describe('a full file system', () => {
  it.each([
    ['/', true],
    ['/var', true],
    ['/var/log', true],
    ['/run', true],
    ['/dev/shm', false],
    ['/tmp', false],
    ['/srv/app', false],
  ])('at %s may hold the journal: %s', (mount, mayHold) => {
    const full = sees('disk', 'app1', ({ mounts }) => ({
      mounts: mounts.map((each) => ({ ...each, mount, availableBytes: 0, used: 1 })),
    }))
    const next = firstOf([full])?.next ?? []
    expect(next.some((step) => step.includes('du -xh'))).toBe(true)
    expect(next.some((step) => step.includes('--vacuum-size'))).toBe(mayHold)
  })
})

describe('a host that this machine cannot look at', () => {
  const hidden = misses('*', 'app1', { reason: 'this-machine', detail: 'ssh: the key /k for app1 cannot be read' })

  it.each([
    ['is refused by', refusedChecks, 'app_not_started', failed('refused')],
    [
      'gets no connection to',
      { ...refusedChecks, checkStatus: 'L4TOUT', checkDetail: '' },
      'host_unreachable',
      noAnswer,
    ],
    ['finds its check failing (503) on', checks503, 'health_check_failing', undefined],
  ] as const)('is told by the balancer alone, which %s it', (says, checks, cause, port) => {
    const ways =
      port === undefined
        ? []
        : [sees('port', 'lb1', (healthy, { subject }) => (subject.includes('.11') ? port : healthy))]
    const first = firstOf([hidden, servers(checks, ['app1']), ...ways])
    expect(first).toMatchObject({ cause, strength: 'likely', where: ['lb1: web/app1'] })
    expect(first?.title).toContain(`lb1 ${says} app1, which this machine cannot look at`)
  })

  it('is not accused where the balancer finds it well', () => {
    expect(firstOf([hidden])).toBeUndefined()
  })
})
