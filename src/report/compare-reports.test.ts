import { expect, it } from 'vitest'
import { sampleReports } from '../../test/support/sample-reports.ts'
import type { Reading } from '../probe/reading.ts'
import { buildTimeline } from './build-timeline.ts'
import { compareReports } from './compare-reports.ts'
import type { Report } from './report.ts'

const at = '2026-03-01T08:00:00.000Z'
const base = sampleReports['healthy-one-host'] as Report

function reading(probe: string, value: unknown, subject = ''): Reading {
  return {
    probe,
    host: 'app1',
    from: 'app1',
    subject,
    source: probe,
    at,
    durationMs: 1,
    excerpt: '',
    outcome: { kind: 'seen', value },
  } as Reading
}

function withReadings(...readings: Reading[]): Report {
  return { ...base, judgedFrom: { ...base.judgedFrom, readings } }
}

const load = (one: number) => reading('load', { one, five: 1, fifteen: 1, runnable: 1, processes: 9, cores: 2 })
const disk = (used: number) =>
  reading('disk', { mounts: [{ mount: '/', device: 'sda', totalBytes: 9, availableBytes: 1, used }] })
const connections = (usedConnections: number) =>
  reading('database', { kind: 'answered', usedConnections, maxConnections: 100 }, 'postgres://db1/orders')
const unit = (restarts: number, activeState = 'active') =>
  reading('units', { otherFailed: [], units: [{ name: 'gunicorn', activeState, restarts, result: 'success' }] })

it.each([
  ['nothing', [load(1), disk(0.5)], [load(1.2), disk(0.51)], []],
  ['connections', [connections(12)], [connections(97)], ['postgres://db1/orders connections 12 → 97']],
  ['a disk that filled up', [disk(0.71)], [disk(1)], ['disk / on app1 71 % → 100 %']],
  ['restarts', [unit(1)], [unit(4)], ['gunicorn on app1 restarted 3 times since']],
  ['restarts counted from zero again', [unit(4)], [unit(0)], []],
  ['a unit that failed', [unit(0)], [unit(0, 'failed')], ['gunicorn on app1 active → failed']],
  ['load', [load(1)], [load(8)], ['load per core on app1 0.5 → 4']],
  ['what was measured once only', [], [load(8)], []],
] as const)('compareReports() tells %s', (_, before, after, lines) => {
  expect(compareReports(withReadings(...before), withReadings(...after)).lines).toEqual(lines)
})

it('compareReports() tells a step that changed', () => {
  const steps = base.steps.map((step) => (step.id === 'edge' ? { ...step, status: 'fail' as const } : step))
  expect(compareReports(base, { ...base, steps, outcome: 'down' }).lines).toEqual([
    'outcome healthy → down',
    'edge pass → fail',
  ])
})

it('buildTimeline() puts moments on one axis from the first failure', () => {
  const readings = [
    reading('release', { path: '/srv/app', target: '/srv/releases/7', changedAt: '2026-03-01T07:50:00.000Z' }),
    reading('units', {
      otherFailed: [],
      units: [
        {
          name: 'gunicorn',
          activeState: 'failed',
          result: 'exit-code',
          mainStartedAt: '2026-03-01T07:51:00.000Z',
          mainExitedAt: '2026-03-01T07:51:30.000Z',
        },
      ],
    }),
    reading('config-files', { files: [{ path: '/etc/nginx/nginx.conf', changedAt: '2020-01-01T00:00:00.000Z' }] }),
    reading('oom', {
      kills: [{ at: '2026-03-01T07:52:30.000Z', process: 'python', pid: 1, isCgroup: false, line: '' }],
      isLogReadable: true,
    }),
  ]
  expect(buildTimeline(readings, at).map(({ text, distance }) => `${text}: ${distance}`)).toEqual([
    'release /srv/releases/7 went live on app1: 2 min before the first failure',
    'gunicorn stopped (exit-code) on app1: at the first failure',
    'kernel killed python for memory on app1: 1 min after the first failure',
  ])
})

it('buildTimeline() tells what repeats by its first and last time', () => {
  const kills = [1, 2, 3, 4].map((minute) => ({
    at: `2026-03-01T07:5${minute}:00.000Z`,
    process: 'python',
    pid: 1,
    isCgroup: true,
    line: '',
  }))
  expect(
    buildTimeline([reading('oom', { kills, isLogReadable: true })], at).map(
      ({ text, distance }) => `${text}: ${distance}`,
    ),
  ).toEqual([
    'kernel killed python for memory on app1: 9 min before the check',
    'kernel killed python for memory on app1, 4 times in all: 6 min before the check',
  ])
})
