import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Answer, Execute } from '../probe/execute.ts'
import { buildReport } from '../report/build-report.ts'
import { renderJson } from '../report/render-json.ts'
import type { Report } from '../report/report.ts'
import { defaultLimits, type Service } from '../service/service.ts'
import { type CheckOptions, checkService } from './check-service.ts'
import { replayReport } from './replay-report.ts'
import type { RunEvent } from './run-event.ts'

const secret = 's3ntinel-Passw0rd'
const service: Service = {
  name: 'api-prod',
  url: 'https://api.example.com/',
  hosts: ['app1', 'dead'],
  unit: 'gunicorn',
  port: 8000,
  health: 'http://127.0.0.1:8000/health/',
  database: {
    kind: 'postgres',
    label: 'postgres://probe@db1/orders',
    host: 'db1',
    port: 5432,
    url: `postgres://probe:${secret}@db1/orders`,
  },
  dependencies: [
    { kind: 'redis', label: 'redis://cache1:6379', host: 'cache1', port: 6379, url: `redis://:${secret}@cache1:6379` },
  ],
  limits: defaultLimits,
}

/** A host that runs every section to a load line, a dead one, and endpoints that answer 503 or nothing. */
const execute: Execute = {
  script: async (host, sections, { onSection, signal }) => {
    await wait(host === 'dead' ? 4000 : 50, signal)
    for (const { id } of sections) {
      const output = { stdout: `0.10 0.20 0.30 1/234 5678\ncores 4\n${secret}\n`, stderr: '', exit: 0 }
      const unreachable = {
        kind: 'unseen',
        reason: 'unreachable',
        detail: 'ssh: connection timed out after 4 s',
      } as const
      onSection({ id, at: iso(), durationMs: 5, outcome: host === 'dead' ? unreachable : { kind: 'ran', output } })
    }
  },
  ask: async (vantage, ask, { signal }) => {
    await wait(30, signal)
    const outcome: Answer =
      ask.kind === 'http'
        ? { kind: 'http', tries: [unavailable] }
        : { kind: 'failed', failure: 'refused', detail: `refused ${secret}`, afterMs: 1, phase: 'connect' }
    return { from: vantage, at: iso(), durationMs: 30, outcome }
  },
}

const unavailable = {
  kind: 'answered',
  status: 503,
  statusText: 'Service Unavailable',
  httpVersion: '1.1',
  headers: [['content-type', 'text/html']],
  body: '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
  bodyBytes: 107,
  firstByteMs: 10,
  totalMs: 11,
} as const

function iso(): string {
  return new Date(Date.now()).toISOString()
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function check(
  options: Partial<CheckOptions> = {},
  forMs = 6000,
): Promise<{ report: Report; events: RunEvent[] }> {
  const events: RunEvent[] = []
  const report = checkService({
    service,
    execute,
    signal: new AbortController().signal,
    now: Date.now,
    onEvent: (event) => events.push(event),
    ...options,
  })
  await vi.advanceTimersByTimeAsync(forMs)
  return { report: await report, events }
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-03-01T08:00:00Z') }))
afterEach(() => void vi.useRealTimers())

describe('checkService()', () => {
  it('checkService() tells a run in order, and settles each step once', async () => {
    const { events, report } = await check()
    const kinds = events.map((event) => event.kind)
    expect([kinds[0], kinds.at(-1)]).toEqual(['run:started', 'run:finished'])
    const settled = events.flatMap((event) => (event.kind === 'step:settled' ? [event.step.id] : []))
    expect(settled.toSorted()).toEqual(report.steps.map((step) => step.id).toSorted())
  })

  it('checkService() shows progress long before a dead host gives up, and ends when it does', async () => {
    const startedAt = Date.now()
    const times: { kind: string; afterMs: number }[] = []
    await check({ onEvent: ({ kind }) => times.push({ kind, afterMs: Date.now() - startedAt }) })
    expect(times.find(({ kind }) => kind === 'step:progressed')?.afterMs).toBeLessThan(100)
    expect(times.find(({ kind }) => kind === 'run:finished')?.afterMs).toBeLessThan(4500)
  })

  it('checkService() never calls a service healthy that it could not see', async () => {
    const { report } = await check({
      execute: {
        ...execute,
        ask: (_, __, { signal }) => wait(1e9, signal).then(() => Promise.reject(new Error('late'))),
      },
      timeoutMs: 1000,
    })
    expect(report.outcome).not.toBe('healthy')
    expect(report.diagnosis.notLookedAt.length).toBeGreaterThan(0)
  })

  it('checkService() reports on all seven steps when it is aborted before it begins', async () => {
    const { report } = await check({ signal: AbortSignal.abort() })
    expect(report.steps.length).toBe(7)
    expect(report.outcome).toBe('inconclusive')
    expect(report.judgedFrom.readings.every(({ outcome }) => outcome.kind === 'unseen')).toBe(true)
  })

  it('checkService() looks only at the steps asked for, and calls nothing healthy for it', async () => {
    const { report } = await check({ only: ['resources'] })
    expect(report.steps.filter((step) => step.status !== 'skipped').map((step) => step.id)).toEqual(['resources'])
    expect(report.outcome).toBe('inconclusive')
    expect(report.judgedFrom.readings.some((reading) => reading.probe === 'edge')).toBe(false)
  })

  it('checkService() lets no password into the report', async () => {
    const { report, events } = await check()
    expect(renderJson(report)).not.toContain(secret)
    expect(JSON.stringify(events)).not.toContain(secret)
    expect(report.judgedFrom.service.database?.url).toBe('postgres://probe@db1/orders')
  })
})

describe('replayReport()', () => {
  it('replayReport() of a stored report is that report', async () => {
    const { report } = await check()
    expect(replayReport(renderJson(report), { file: 'report.json' })).toEqual(JSON.parse(renderJson(report)))
  })

  it('replayReport() of a run of some steps is that run', async () => {
    const { report } = await check({ only: ['edge', 'health'] })
    expect(replayReport(renderJson(report), { file: 'report.json' })).toEqual(JSON.parse(renderJson(report)))
  })

  it('replayReport() of a run from before a probe was added says the same, of hosts that were seen and that were not', async () => {
    for (const changes of [{}, { only: ['edge', 'resources'] as const }]) {
      const { report } = await check(changes)
      const readings = report.judgedFrom.readings.filter(({ probe }) => probe !== 'mounts')
      expect(readings.length).toBeLessThan(report.judgedFrom.readings.length)
      const earlier = { ...report, judgedFrom: { ...report.judgedFrom, readings } }
      const { outcome, steps, diagnosis } = replayReport(renderJson(earlier), { file: 'report.json' })
      expect({ outcome, diagnosis, statuses: steps.map(({ status }) => status) }).toEqual({
        outcome: report.outcome,
        diagnosis: JSON.parse(JSON.stringify(report.diagnosis)),
        statuses: report.steps.map(({ status }) => status),
      })
    }
  })

  it.each([
    ['', 'not JSON'],
    ['[]', 'version is missing'],
    ['{"version":2}', 'version is 2, expected 1'],
    ['{"version":1}', 'service is missing, expected a string'],
  ])('replayReport() of %j says %s', (text, message) => {
    expect(() => replayReport(text, { file: 'x.json' })).toThrow(
      expect.objectContaining({ code: 'REPORT_INVALID', message: expect.stringContaining(message) }),
    )
  })

  it('replayReport() of a report whose readings have another shape says so', async () => {
    const { report } = await check()
    const readings = report.judgedFrom.readings.map((reading) => ({ ...reading, outcome: { kind: 'seen', value: 7 } }))
    const text = JSON.stringify({ ...report, judgedFrom: { ...report.judgedFrom, readings } })
    expect(() => replayReport(text, { file: 'x.json' })).toThrow(expect.objectContaining({ code: 'REPORT_INVALID' }))
  })
})

describe('buildReport()', () => {
  it('buildReport() does not depend on the order in which readings arrived', async () => {
    const { report } = await check()
    const { readings } = report.judgedFrom
    const { startedAt, finishedAt } = report
    fc.assert(
      fc.property(fc.shuffledSubarray([...readings], { minLength: readings.length }), (shuffled) => {
        expect(buildReport({ service, readings: shuffled, startedAt, finishedAt })).toEqual(report)
      }),
      { numRuns: 30 },
    )
  })

  it('buildReport() with a reading missing never turns healthy', async () => {
    const { report } = await check()
    const { startedAt, finishedAt, judgedFrom } = report
    for (const missing of judgedFrom.readings) {
      const readings = judgedFrom.readings.filter((reading) => reading !== missing)
      expect(buildReport({ service, readings, startedAt, finishedAt }).outcome).not.toBe('healthy')
    }
  })
})
