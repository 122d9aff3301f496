import { describe, expect, it } from 'vitest'
import * as f from '../../../test/support/faults.ts'
import { ago, isUnreachable, misses, readingsOf, runAt, sees, serviceOf } from '../../../test/support/readings.ts'
import { tellAll } from '../../../test/support/tell-judged.ts'
import type { Reading } from '../../probe/reading.ts'
import type { Service } from '../../service/service.ts'
import { planRun } from '../plan/plan-run.ts'
import { judge } from './judge.ts'

const usual = serviceOf()
const none: Service = { name: 'x', hosts: [], dependencies: [], limits: usual.limits }
const step = (id: string, readings: readonly Reading[], service = usual) =>
  judge({ service, plan: planRun(service, readings), at: runAt }).steps.find((each) => each.id === id)
const timed = (parts: Partial<Reading>) =>
  readingsOf(usual).map((each) => (each.probe === 'edge' ? ({ ...each, ...parts } as Reading) : each))

describe('judge()', () => {
  it('skips every step of a service with nothing, and says what is missing', async () => {
    await expect(tellAll(none).join('\n')).toMatchFileSnapshot('fixtures/nothing.txt')
  })

  it('says of healthy services of other kinds', async () => {
    const { health: _health, ...portOnly } = usual
    const endpoint = { label: 'http://pay:80', host: 'pay', port: 80, url: 'http://pay:80' }
    const dependencies = (['http', 'tcp', 'postgres'] as const).map((kind) => ({
      ...endpoint,
      kind,
      label: `${kind}://pay`,
    }))
    const pooled = { ...endpoint, kind: 'postgres', label: 'postgres://p@db1:6432/x', port: 6432 } as const
    const told = [portOnly, serviceOf({ dependencies }), serviceOf({ database: pooled })].flatMap((service) => [
      '==',
      ...tellAll(service).filter((line) => !tellAll(usual).includes(line)),
    ])
    await expect(told.join('\n')).toMatchFileSnapshot('fixtures/healthy-others.txt')
  })

  it('passes nothing that was not looked at', async () => {
    const told = judge({ service: usual, plan: planRun(usual, []), at: runAt })
    expect(told.steps.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'unknown'))
    expect(told.steps.map(({ evidence }) => evidence.length)).toEqual([0, 0, 0, 0, 0, 0, 0])
    await expect(tellAll(usual, [isUnreachable('app1', 'app2', 'lb1', 'bot')]).join('\n')).toMatchFileSnapshot(
      'fixtures/unreachable.txt',
    )
  })

  it('skips a step of which only the circumstances are known, and tells them', () => {
    const { deploy: _deploy, ...undeployed } = usual
    const fresh = f.appUnit(['app1', 'app2'], { mainStartedAt: ago(60) })
    expect(step('deploy', readingsOf(undeployed, [fresh]), undeployed)).toMatchObject({
      status: 'skipped',
      summary: 'gunicorn was started a short while ago on app1, app2',
    })
  })

  it('fails for certain although something else was not seen', () => {
    const changes = [
      sees('load', 'app1', (value) => ({ ...value, one: 99 })),
      sees('cpu', 'app1', (value) => ({ ...value, busy: 1 })),
      sees('health', 'app1', (value) => ({ ...value, tries: [] })),
      misses('memory', 'app2', { reason: 'denied', detail: 'x' }),
    ]
    expect(step('resources', readingsOf(usual, changes))?.status).toBe('fail')
    expect(step('resources', readingsOf(usual, changes.slice(3)))?.status).toBe('unknown')
  })

  it('is not certain of a warning while something essential was not seen', () => {
    const warned = sees('cpu', 'app1', (value) => ({ ...value, steal: 0.5 }))
    const denied = { reason: 'denied', detail: 'x' } as const
    expect(step('resources', readingsOf(usual, [warned]))?.status).toBe('warn')
    expect(step('resources', readingsOf(usual, [warned, misses('memory', 'app2', denied)]))?.status).toBe('unknown')
    expect(step('resources', readingsOf(usual, [warned, misses('pressure', 'app2', denied)]))?.status).toBe('warn')
  })

  it.each([
    ['one reading', timed({ durationMs: 10.4 }), 10],
    ['one reading of a broken clock', timed({ durationMs: -5 }), 0],
    ['no known time', timed({ at: 'never' }), 0],
    ['no known length', timed({ durationMs: Number.NaN }), 0],
  ])('tells how long a step took by %s', (_name, readings, durationMs) => {
    expect(step('edge', readings)?.durationMs).toBe(durationMs)
  })

  it('tells how long a step took from its first reading to the end of its last', () => {
    const readings = readingsOf(usual).map((each) =>
      each.probe === 'release' ? { ...each, at: each.host === 'app1' ? ago(3) : ago(1), durationMs: 500 } : each,
    )
    expect(step('deploy', readings)?.durationMs).toBe(3010)
    expect(
      step(
        'deploy',
        readings.filter((each) => each.probe !== 'units'),
      )?.durationMs,
    ).toBe(2500)
  })
})
