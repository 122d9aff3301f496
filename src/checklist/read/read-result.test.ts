import { describe, expect, it } from 'vitest'
import { serviceOf } from '../../../test/support/readings.ts'
import type { Answer } from '../../probe/execute.ts'
import { excerptLimit } from '../../probe/reading.ts'
import type { Observation } from '../observation.ts'
import { planChecklist } from '../plan/plan-checklist.ts'
import { readAsk, readSection } from './read-result.ts'

const plan = planChecklist(serviceOf())
const observationOf = (probe: Observation['probe'], host: string): Observation => {
  const found = plan.find((each) => each.probe === probe && each.host === host)
  if (found === undefined) throw new Error(`no ${probe} planned on ${host}`)
  return found
}
const taken = { at: '2026-03-02T10:00:00.000Z', durationMs: 12 }
const ran = (stdout: string, stderr = '', exit = 0) => ({
  id: 'x',
  ...taken,
  outcome: { kind: 'ran' as const, output: { stdout, stderr, exit } },
})
const asked = (outcome: Answer, from = 'app1') => ({ from, ...taken, outcome })
const failure = {
  kind: 'failed',
  failure: 'refused',
  detail: 'connect ECONNREFUSED',
  afterMs: 3.4,
  phase: 'connect',
} as const

describe('readSection()', () => {
  it('reads what a probe of the script saw', () => {
    const observation = observationOf('load', 'app1')
    const reading = readSection(observation, ran('load 0.50 0.40 0.30 2/345 999\n'))
    expect(reading).toMatchObject({
      probe: 'load',
      host: 'app1',
      from: 'app1',
      subject: '',
      source: observation.source,
      ...taken,
    })
    expect(reading.excerpt).toBe('load 0.50 0.40 0.30 2/345 999')
  })

  it('keeps both streams, without secrets and control characters, up to the limit', () => {
    const reading = readSection(observationOf('journal', 'app1'), ran('\u001b[31mpassword=hunter2\n', 'oops\n'))
    expect(reading.excerpt).toBe('password=***\noops')
    expect(readSection(observationOf('journal', 'app1'), ran('x'.repeat(9000))).excerpt).toHaveLength(excerptLimit)
  })

  it('passes on why nothing was seen', () => {
    const unseen = { kind: 'unseen', reason: 'unreachable', detail: 'ssh: no route to token=abc' } as const
    const reading = readSection(observationOf('load', 'app1'), { id: 'x', ...taken, outcome: unseen })
    expect(reading.outcome).toEqual({ ...unseen, detail: 'ssh: no route to token=***' })
    expect(reading.excerpt).toBe('')
  })

  it('does not read a section into a probe that asks', () => {
    const reading = readSection({ ...observationOf('edge', 'bot') }, ran(''))
    expect(reading.outcome).toMatchObject({
      kind: 'unseen',
      reason: 'garbled',
      detail: 'internal error, please report it: edge is no ask',
    })
  })
})

const answers: readonly (readonly [probe: Observation['probe'], host: string, answer: Answer, excerpt: string])[] = [
  ['dependency-tcp', 'app1', { kind: 'tcp', connectMs: 1.6 }, 'connected in 2 ms'],
  ['dependency-tcp', 'app1', failure, 'connect ECONNREFUSED (refused in connect, after 3 ms)'],
  [
    'database',
    'app1',
    { kind: 'postgres-refused', code: '53300', message: 'sorry, too many clients already', afterMs: 1 },
    '53300: sorry, too many clients already',
  ],
  [
    'database',
    'app1',
    { kind: 'postgres', connectMs: 1, rows: { server: [{ a: 1 }, { b: 2 }], roles: [] }, failed: {} },
    'server: {"a":1}\n  {"b":2}\nroles: ',
  ],
  [
    'dependency-redis',
    'app1',
    { kind: 'redis', latencyMs: 1, replies: [{ text: 'PONG' }, { error: 'NOPERM' }] },
    'PONG\n(error) NOPERM',
  ],
  ['health', 'app1', { kind: 'unix', text: 'raw' }, 'raw'],
]

describe('readAsk()', () => {
  it.each(answers)('quotes an answer to %s on %s as a person would have seen it', (probe, host, answer, excerpt) => {
    expect(readAsk(observationOf(probe, host), asked(answer)).excerpt).toBe(excerpt)
  })

  it('quotes each try of an HTTP answer, and hides cookies in text and value', () => {
    const answer = {
      kind: 'answered' as const,
      status: 503,
      statusText: '',
      httpVersion: '1.1',
      headers: [
        ['Set-Cookie', 'session=abc'],
        ['Server', 'x'],
      ] as const,
      body: `${'b'.repeat(700)}\n`,
      bodyBytes: 701,
      firstByteMs: 1,
      totalMs: 1,
    }
    const reading = readAsk(observationOf('health', 'app1'), asked({ kind: 'http', tries: [answer, failure] }, 'bot'))
    expect(reading.from).toBe('bot')
    expect(reading.excerpt).toBe(
      `HTTP/1.1 503\nSet-Cookie: ***\nServer: x\n\n${'b'.repeat(600)}\n\nconnect ECONNREFUSED (refused in connect, after 3 ms)`,
    )
    expect(reading.outcome).toMatchObject({
      kind: 'seen',
      value: {
        tries: [
          {
            headers: [
              ['Set-Cookie', '***'],
              ['Server', 'x'],
            ],
          },
          failure,
        ],
      },
    })
  })

  it('keeps an answer up to the limit', () => {
    const reading = readAsk(observationOf('health', 'app1'), asked({ kind: 'unix', text: 'x'.repeat(9000) }))
    expect(reading.excerpt).toHaveLength(excerptLimit)
  })

  it('passes on why nothing was seen', () => {
    const unseen = {
      kind: 'unseen',
      reason: 'denied',
      detail: 'forwarding is off',
      fix: 'AllowTcpForwarding yes',
    } as const
    expect(readAsk(observationOf('health', 'app1'), { from: 'app1', ...taken, outcome: unseen }).outcome).toEqual(
      unseen,
    )
  })

  it('does not read an answer into a probe of the script', () => {
    const reading = readAsk(observationOf('load', 'app1'), asked({ kind: 'unix', text: '' }))
    expect(reading.outcome).toMatchObject({
      kind: 'unseen',
      detail: 'internal error, please report it: load is no section',
    })
  })
})
