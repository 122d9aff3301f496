import { describe, expect, it } from 'vitest'
import { sampleReports } from '../../test/support/sample-reports.ts'
import { startView } from '../report/run-view.ts'
import type { RunEvent } from './run-event.ts'
import { applyRunEvent } from './run-view.ts'

const [report] = Object.values(sampleReports)
if (!report) throw new Error('There is no sample report')
const [edge] = report.steps
if (!edge) throw new Error('The sample report has no steps')

const started: RunEvent = { kind: 'run:started', service: 'shop', at: '2026-03-02T10:00:00.000Z', hosts: 3 }
const progressed: RunEvent = { kind: 'step:progressed', step: edge.id, done: 1, planned: 3 }
const settled: RunEvent = { kind: 'step:settled', step: edge }
const finished: RunEvent = { kind: 'run:finished', report }

const viewAfter = (...events: readonly RunEvent[]) =>
  events.reduce((view, event) => applyRunEvent(view, event, { elapsedMs: 70 }), {
    ...startView({ service: '', startedAt: '' }),
    runId: 'r1',
  })

describe('applyRunEvent()', () => {
  it('knows service, time and hosts once the run has started, and keeps what a surface added', () => {
    const { service, startedAt, hosts, elapsedMs, runId } = viewAfter(started)
    expect([service, startedAt, hosts, elapsedMs, runId]).toEqual(['shop', '2026-03-02T10:00:00.000Z', 3, 70, 'r1'])
  })

  it.each<[string, readonly RunEvent[], string, number]>([
    ['pending before anything of it', [started], 'pending', 0],
    ['running once something came', [started, progressed], 'running', 1],
    ['as judged once it has settled', [started, progressed, settled], edge.status, 1],
    ['as judged, whatever comes late', [started, settled, progressed], edge.status, 0],
  ])('shows a step %s', (_, events, state, done) => {
    const step = viewAfter(...events).steps.find(({ id }) => id === edge.id)
    expect([step?.state, step?.done]).toEqual([state, done])
  })

  it('changes no other step', () => {
    const { steps } = viewAfter(started, progressed, settled)
    expect(steps.filter(({ state }) => state !== 'pending').map(({ id }) => id)).toEqual([edge.id])
  })

  it('shows every step as the report has it when the run has finished', () => {
    const view = viewAfter(started, finished)
    expect(view.steps.map(({ id, state, summary }) => [id, state, summary])).toEqual(
      report.steps.map(({ id, status, summary }) => [id, status, summary]),
    )
    expect([view.elapsedMs, view.report]).toEqual([report.durationMs, report])
  })
})
