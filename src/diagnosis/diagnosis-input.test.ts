import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { runAt, serviceOf } from '../../test/support/readings.ts'
import { inputShown } from '../../test/support/tell-rule.ts'
import type { Finding } from '../checklist/finding.ts'
import type { ProbeId, Reading } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'
import { type DiagnosisInput, diagnosisInputOf, hostOf, hostsIn } from './diagnosis-input.ts'

const both = (id: Finding['id']) => [found(id, 'app1'), found(id, 'app2')]
const users: readonly (readonly [name: string, users: DiagnosisInput['users'], findings: readonly Finding[]])[] = [
  ['nothing', 'unknown', []],
  ['nothing good', 'not-served', [found('edge-unavailable')]],
  ['something good now and then', 'partly', [found('edge-intermittent')]],
  ['what they want', 'served', [found('edge-served')]],
  ['what they want, late', 'served', [found('edge-slow')]],
  ['what they want, whatever the hosts say', 'served', [found('edge-served'), ...both('health-failing')]],
  ['health fine on every host', 'served', both('health-ok')],
  ['health slow on every host', 'served', both('health-slow')],
  ['health fine now and then on every host', 'served', both('health-intermittent')],
  ['health fine on one host', 'unknown', [found('health-ok')]],
  ['health fine twice on one host', 'unknown', [found('health-ok'), found('health-slow')]],
  ['health failing on one host', 'partly', [found('health-failing'), found('health-ok', 'app2')]],
  ['health silent on one host', 'partly', [found('health-no-answer'), found('health-ok', 'app2')]],
  ['health failing on every host', 'not-served', both('health-failing')],
  ['health failing on one host and not seen on the other', 'not-served', [found('health-no-answer')]],
]

const away: Unseen = { kind: 'unseen', reason: 'unreachable', detail: 'timed out' }
const denied: Unseen = { kind: 'unseen', reason: 'denied', detail: 'no' }
const read = (probe: ProbeId, host: string, outcome: Unseen | { kind: 'seen'; value: unknown }) =>
  ({ probe, host, from: host, subject: '', source: '', at: runAt, durationMs: 0, excerpt: '', outcome }) as Reading
const seen = { kind: 'seen', value: {} } as const

const reached: readonly (readonly [name: string, unreachable: readonly string[], readings: readonly Reading[]])[] = [
  ['no section could be reached', ['app1'], [read('load', 'app1', away), read('memory', 'app1', away)]],
  ['one section ran', [], [read('load', 'app1', away), read('memory', 'app1', seen)]],
  ['one section was refused', [], [read('load', 'app1', away), read('memory', 'app1', denied)]],
  [
    'no section could be reached, yet its port answers',
    ['app1'],
    [read('load', 'app1', away), read('port', 'app1', seen)],
  ],
  ['its port could not be reached', [], [read('load', 'app1', seen), read('port', 'app1', away)]],
  ['nothing but its port was asked', [], [read('port', 'app1', away)]],
  ['one of two is away', ['app2'], [read('load', 'app1', seen), read('load', 'app2', away)]],
]

describe('diagnosisInputOf()', () => {
  it.each(users)('with users who get %s calls them %s', (_name, wanted, findings) => {
    expect(inputShown({ name: '', findings }).users).toBe(wanted)
  })

  it.each(reached)('when %s has the unreachable hosts %j', (_name, unreachable, readings) => {
    expect([...diagnosisInputOf({ service: serviceOf(), findings: [], steps: [], readings }).unreachableHosts]).toEqual(
      unreachable,
    )
  })

  it('finds by id in the order of the ids, and by host', () => {
    const findings = [found('load-high'), found('health-ok', 'app2'), found('load-high', 'app2')]
    const input = inputShown({ name: '', findings })
    expect(input.all('health-ok', 'load-high', 'edge-slow')).toEqual([findings[1], findings[0], findings[2]])
    expect(input.on('app2', 'load-high', 'health-ok')).toEqual([findings[2], findings[1]])
    expect(input.on('app3', 'load-high')).toEqual([])
  })

  it('knows nothing of a step that is not there', () => {
    const input = diagnosisInputOf({ service: serviceOf(), findings: [], steps: [], readings: [] })
    expect(input.stepStatus('edge')).toBe('unknown')
    expect(inputShown({ name: '', findings: [], steps: { edge: 'warn' } }).stepStatus('edge')).toBe('warn')
  })
})

describe('hostOf() and hostsIn()', () => {
  it.each([
    ['app2', found('server-down', 'app2')],
    ['', found('server-down', '')],
    ['', found('edge-served')],
  ])('name the host %j', (host, finding) => {
    expect(hostOf(finding)).toBe(host)
  })

  it('name the hosts of the service, each once, in its order', () => {
    const findings = [found('load-high', 'app2'), found('load-high', 'lb1'), found('load-ok', 'app2'), found('load-ok')]
    expect(hostsIn({ hosts: ['app1', 'app2', 'app3'] }, findings)).toEqual(['app1', 'app2'])
  })
})
