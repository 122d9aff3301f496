import { expect, it } from 'vitest'
import { found } from '../../../test/support/found.ts'
import { serviceOf } from '../../../test/support/readings.ts'
import type { Finding } from '../finding.ts'
import type { StepStatus } from '../step.ts'
import { summariseStep } from './summarise-step.ts'

interface Parts {
  readonly id?: Finding['id']
  readonly topic?: string
}

const make =
  (weight: Finding['weight']) =>
  (place: string, { id = 'disk-full', topic = 'disk full' }: Parts = {}, host = place): Finding =>
    found(id, host, {}, { weight, place, topic, text: `${topic} at ${place}` })
const [fail, warn, clear, info] = [make('fail'), make('warn'), make('clear'), make('info')]
const gap = (place: string, isEssential: boolean, detail = 'late') =>
  found('unseen', place, { what: 'load', detail, isEssential }, { weight: 'unseen' })
const of = (count: number, name = 'app') => Array.from({ length: count }, (_, index) => `${name}${index + 1}`)
const measure = (place: string, used: number) =>
  found('memory-ok', place, { used }, { topic: 'memory', text: `memory at ${place}` })
const from = (place: string, host: string) => clear(place, { topic: 'reachable' }, host)
const service = serviceOf({ hosts: of(6) })

const cases: readonly (readonly [status: StepStatus, findings: readonly Finding[], summary: string])[] = [
  ['skipped', [fail('app1')], ''],
  ['skipped', [clear('app2'), info('app1')], 'disk full at app1'],
  ['fail', [fail('app1'), fail('app1')], 'disk full on app1'],
  [
    'unknown',
    ['a', 'b', 'c', 'd'].map((detail) => gap('app4', true, detail)),
    'load on app4 not seen: a; load on app4 not seen: b; load on app4 not seen: c',
  ],
  ['pass', [clear('app1'), warn('app2'), info('app3')], 'disk full at app1'],
  ['warn', [clear('app1'), warn('app2'), info('app3')], 'disk full at app2; disk full at app1'],
  [
    'fail',
    [clear('app1'), warn('app2'), gap('app4', true), fail('app3')],
    'disk full at app3; load on app4 not seen: late; disk full at app2',
  ],
  ['unknown', [clear('app1'), gap('app4', true), gap('app5', false)], 'load on app4 not seen: late; disk full at app1'],
  ['fail', [fail('app1'), fail('app2')], 'disk full on app1, app2'],
  ['fail', of(6).map((place) => fail(place)), 'disk full on app1, app2, app3 and 3 more'],
  ['pass', of(3).map((place) => clear(place)), 'disk full on app1, app2, app3'],
  ['pass', of(4).map((place) => clear(place)), 'disk full on 4 of 6'],
  ['pass', of(6).map((place) => clear(place)), 'disk full on all 6 hosts'],
  ['pass', [...of(6), 'lb1'].map((place) => clear(place)), 'disk full on all 7 hosts'],
  ['pass', [...of(3), 'lb1'].map((place) => clear(place)), 'disk full on 4 of 7'],
  [
    'pass',
    of(4, 'lb1: web/app').map((place) => clear(place)),
    'disk full on lb1: web/app1, lb1: web/app2, lb1: web/app3, lb1: web/app4',
  ],
  ['pass', [from('tcp://a', 'app1'), from('tcp://a', 'app2')], 'reachable: tcp://a from app1, app2'],
  ['pass', [from('tcp://a', 'app1'), from('tcp://b', 'app1')], 'reachable: tcp://a, tcp://b from app1'],
  ['pass', [clear('tcp://a', { topic: 'up' }), clear('tcp://a', { topic: 'up' })], 'up: tcp://a from tcp://a'],
  ['pass', [from('tcp://a', 'app1'), from('app2', 'app2')], 'reachable on tcp://a, app2'],
  ['pass', [measure('app1', 0.2), measure('app2', 0.7), measure('app3', 0.7)], 'memory at app2'],
  ['pass', [clear('app1', { id: 'cpu-ok', topic: 'a' }), clear('app1', { id: 'memory-ok', topic: 'b' })], 'b at app1'],
  [
    'pass',
    [clear('app1', { id: 'cpu-ok', topic: 'a' }), clear('app1', { id: 'files-ok', topic: 'b' })],
    'a at app1; b at app1',
  ],
  [
    'fail',
    ['a', 'b', 'c', 'd'].map((topic) => fail('app1', { topic })),
    'a at app1; b at app1; c at app1; 1 more kind of failure',
  ],
  [
    'fail',
    ['a', 'b', 'c', 'd', 'e'].map((topic) => fail('app1', { topic })),
    'a at app1; b at app1; c at app1; 2 more kinds of failure',
  ],
  [
    'fail',
    [...['a', 'b', 'c'].map((topic) => fail('app1', { topic })), warn('app1')],
    'a at app1; b at app1; c at app1',
  ],
]

it.each(cases)('summariseStep() of %s in one line', (status, findings, summary) => {
  expect(summariseStep(status, findings, service)).toBe(summary)
})
