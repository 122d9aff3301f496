import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Observation } from '../checklist/observation.ts'
import type { StepId } from '../checklist/step.ts'
import type { Slices } from '../lib/slices.ts'
import type { AskResult, Execute, SectionResult } from '../probe/execute.ts'
import { bot, type ProbeId, type Reading, readingKey } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'
import { type ChecklistOptions, runChecklist } from './run-checklist.ts'

const at = '2026-01-01T00:00:00.000Z'
const unreachable: Unseen = { kind: 'unseen', reason: 'unreachable', detail: 'ssh: connection timed out after 4 s' }
const ran = { kind: 'ran', output: { stdout: '', stderr: '', exit: 0 } } as const

function section(host: string, probe: ProbeId = 'load', step: StepId = 'resources'): Observation {
  const how = {
    kind: 'section',
    section: { id: probe, label: probe, script: '', timeoutMs: 1000, limitBytes: 1000 },
  } as const
  return { probe, host, subject: '', step, isEssential: true, source: probe, how }
}

function ask(host: string, probe: ProbeId = 'health', step: StepId = 'health'): Observation {
  const how = { kind: 'ask', ask: { kind: 'tcp', host: '127.0.0.1', port: 80, timeoutMs: 1000 } } as const
  return { probe, host, subject: '', step, isEssential: true, source: 'tcp', how }
}

/** A reading that carries only what the engine may look at. */
// oxlint-disable-next-line require-yield -- a small reading has no pause
function* readingOf(observation: Observation, { outcome }: SectionResult | AskResult): Slices<Reading> {
  const { probe, host, subject, source } = observation
  const seen = outcome.kind === 'unseen' ? outcome : { kind: 'seen', value: {} }
  return { probe, host, from: host, subject, source, at, durationMs: 1, excerpt: '', outcome: seen } as Reading
}

/** A world: how long each host's script and asks take; `Infinity` never answers, a thrown error is a bug. */
function createWorld(script: (host: string) => number | Unseen, asks: (host: string) => number = () => 10) {
  const asked: string[] = []
  const execute: Execute = {
    script: async (host, sections, { signal, onSection }) => {
      const takes = script(host)
      const outcome = typeof takes === 'number' ? ran : takes
      await wait(typeof takes === 'number' ? takes : 4000, signal)
      for (const { id } of sections) onSection({ id, at, durationMs: 1, outcome })
    },
    ask: async (vantage, _, { signal }) => {
      asked.push(vantage)
      await wait(asks(vantage), signal)
      return { from: vantage, at, durationMs: 1, outcome: { kind: 'tcp', connectMs: 1 } }
    },
  }
  return { execute, asked }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (ms !== Infinity) setTimeout(resolve, ms)
  })
}

function run(plan: readonly Observation[], options: Partial<ChecklistOptions> & Pick<ChecklistOptions, 'execute'>) {
  const settled: { step: StepId; afterMs: number }[] = []
  const startedAt = Date.now()
  const readings = runChecklist({
    plan,
    followUps: () => [],
    mayGrow: () => false,
    signal: new AbortController().signal,
    now: Date.now,
    readSection: readingOf,
    readAsk: readingOf,
    timeoutMs: 20_000,
    onProgress: () => {},
    onSettled: (steps) => settled.push(...steps.map((step) => ({ step, afterMs: Date.now() - startedAt }))),
    ...options,
  }).then((readings) => new Map(readings.map((reading) => [readingKey(reading), reading.outcome])))
  return { readings, settled }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('runChecklist()', () => {
  it('runChecklist() gives one reading for each observation', async () => {
    const { execute } = createWorld(() => 100)
    const { readings } = run([section('app1'), section('app2'), ask('app1'), ask(bot, 'edge', 'edge')], { execute })
    await vi.advanceTimersByTimeAsync(1000)
    expect([...(await readings).values()].map((outcome) => outcome.kind)).toEqual(Array(4).fill('seen'))
  })

  it('runChecklist() settles each step once, as soon as it is complete', async () => {
    const { execute } = createWorld((host) => (host === 'slow' ? 3000 : 100))
    const { readings, settled } = run([section('slow'), section('app1', 'units', 'process')], { execute })
    await vi.advanceTimersByTimeAsync(5000)
    await readings
    expect(settled.find(({ step }) => step === 'process')?.afterMs).toBeLessThan(200)
    expect(settled.find(({ step }) => step === 'resources')?.afterMs).toBeGreaterThanOrEqual(3000)
    expect(settled.map(({ step }) => step).sort()).toEqual([...new Set(settled.map(({ step }) => step))].sort())
    expect(settled.length).toBe(7)
  })

  it('runChecklist() makes follow-ups before their step settles', async () => {
    const { execute } = createWorld(() => 100)
    const { readings, settled } = run([section('lb1', 'balancer-config', 'edge')], {
      execute,
      mayGrow: (step, open) => step === 'health' && open.probe === 'balancer-config',
      followUps: (seen) => (seen.length > 0 ? [ask('lb1', 'balancer-servers')] : []),
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect((await readings).get('balancer-servers@lb1#')?.kind).toBe('seen')
    expect(settled.find(({ step }) => step === 'health')?.afterMs).toBeGreaterThanOrEqual(110)
  })

  it('runChecklist() is held up by a silent host no longer than the limit, and says so', async () => {
    const { execute } = createWorld((host) => (host === 'silent' ? Infinity : 100))
    const { readings } = run([section('app1'), section('silent')], { execute, timeoutMs: 5000 })
    await vi.advanceTimersByTimeAsync(5000)
    const byKey = await readings
    expect(byKey.get('load@app1#')?.kind).toBe('seen')
    expect(byKey.get('load@silent#')).toMatchObject({
      kind: 'unseen',
      reason: 'timed-out',
      detail: expect.stringContaining('5.0 s'),
    })
  })

  it('runChecklist() ends at once when it is aborted, with what it has', async () => {
    const { execute } = createWorld((host) => (host === 'silent' ? Infinity : 100))
    const controller = new AbortController()
    const { readings } = run([section('app1'), section('silent')], { execute, signal: controller.signal })
    await vi.advanceTimersByTimeAsync(500)
    controller.abort()
    const byKey = await readings
    expect(byKey.get('load@app1#')?.kind).toBe('seen')
    expect(byKey.get('load@silent#')).toMatchObject({ kind: 'unseen', reason: 'aborted' })
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1)
  })

  it('runChecklist() asks nothing through a host that is unreachable, and gives its reason', async () => {
    const { execute, asked } = createWorld(
      (host) => (host === 'dead' ? unreachable : 50),
      (host) => (host === 'dead' ? Infinity : 10),
    )
    const plan = ['dead', 'app1'].flatMap((host) => [section(host), ask(host)])
    const { readings } = run(plan, { execute })
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual(['app1'])
    await vi.advanceTimersByTimeAsync(3500)
    expect((await readings).get('health@dead#')).toMatchObject(unreachable)
  })

  it('runChecklist() turns bugs into readings that are garbled', async () => {
    const broken: Execute = {
      script: () => Promise.reject(new Error('boom password=hunter2')),
      ask: () => Promise.reject(new Error('bang')),
    }
    const { readings } = run([section('app1'), ask('app1')], { execute: broken })
    await vi.advanceTimersByTimeAsync(100)
    const outcomes = [...(await readings).values()]
    expect(outcomes).toMatchObject([{ reason: 'garbled' }, { reason: 'garbled' }])
    expect(JSON.stringify(outcomes)).not.toContain('hunter2')
  })

  it('runChecklist() turns a parser that throws into a garbled reading', async () => {
    const { execute } = createWorld(() => 10)
    const readSection = (): Slices<Reading> => {
      throw new TypeError('not a number')
    }
    const { readings } = run([section('app1')], { execute, readSection })
    await vi.advanceTimersByTimeAsync(100)
    expect((await readings).get('load@app1#')).toMatchObject({ reason: 'garbled' })
  })

  it('runChecklist() reports sections that the effect forgot', async () => {
    const forgetful: Execute = { script: () => Promise.resolve(), ask: () => Promise.reject(new Error('unused')) }
    const { readings } = run([section('app1')], { execute: forgetful })
    await vi.advanceTimersByTimeAsync(100)
    expect((await readings).get('load@app1#')).toMatchObject({ reason: 'garbled' })
  })

  it('runChecklist() runs a section once for all observations that read it', async () => {
    const { execute } = createWorld(() => 5)
    const ran: string[][] = []
    const script: Execute['script'] = (host, sections, options) => {
      ran.push(sections.map(({ id }) => id))
      return execute.script(host, sections, options)
    }
    const load = section('app1', 'load')
    const plan = [load, { ...section('app1', 'memory'), how: load.how }, section('app1', 'disk')]
    const { readings } = run(plan, { execute: { ...execute, script } })
    await vi.advanceTimersByTimeAsync(100)
    expect(ran).toEqual([['load', 'disk']])
    expect([...(await readings).values()].map(({ kind }) => kind)).toEqual(['seen', 'seen', 'seen'])
  })

  it('runChecklist() makes one observation for two steps once', async () => {
    const { execute } = createWorld(() => 10)
    const plan = [section('app1', 'units', 'process'), section('app1', 'units', 'deploy')]
    const { readings, settled } = run(plan, { execute })
    await vi.advanceTimersByTimeAsync(100)
    expect((await readings).size).toBe(1)
    expect(settled.length).toBe(7)
  })

  it('runChecklist() looks at 1000 hosts, a third of them dead, in the time of one', async () => {
    const { execute } = createWorld(
      (host) => (host.startsWith('dead') ? unreachable : 50),
      (host) => (host.startsWith('dead') ? Infinity : 10),
    )
    const hosts = Array.from({ length: 1000 }, (_, index) => `${index % 3 === 0 ? 'dead' : 'app'}${index}`)
    const { readings } = run(
      hosts.flatMap((host) => [section(host), ask(host)]),
      { execute },
    )
    await vi.advanceTimersByTimeAsync(4500)
    const outcomes = [...(await readings).values()]
    expect(outcomes.length).toBe(2000)
    expect(outcomes.filter((outcome) => outcome.kind === 'seen').length).toBe(2 * 666)
  })
})
