import { describe, expect, it } from 'vitest'
import { diagnosed } from '../../../test/support/diagnosed.ts'
import { type Change, isUnreachable, misses, readingsOf, sees, serviceOf } from '../../../test/support/readings.ts'
import { isSectionProbe } from '../../probe/parse-section.ts'

const why = 'ssh: permission denied (publickey)'
const noLogin = { reason: 'denied', detail: why } as const
const runsNothing: Change = ({ host, probe }) =>
  host === 'app1' && isSectionProbe(probe) ? { kind: 'unseen', ...noLogin } : undefined
const runsOne = sees('load', 'app1', (value) => value)

const cases: readonly (readonly [name: string, summary: string, changes: readonly Change[]])[] = [
  ['cannot be reached', 'app1 not reachable: ssh: connection timed out after 4 s', [isUnreachable('app1')]],
  ['cannot be reached but for once', 'units on app1 not seen: ssh: connection', [runsOne, isUnreachable('app1')]],
  ['lets us in nowhere', `app1 not seen: ${why}`, [misses('*', 'app1', noLogin)]],
  ['runs nothing for us, and forwards', `units on app1 not seen: ${why}`, [runsNothing]],
  [
    'refuses in other words',
    'units on app1 not seen: no',
    [misses('units', 'app1', { ...noLogin, detail: 'no' }), runsNothing],
  ],
  ['runs out of time', 'units on app1 not seen: late', [misses('*', 'app1', { reason: 'timed-out', detail: 'late' })]],
]

describe('foldWholeHosts()', () => {
  it.each(cases)('of a host that %s tells %s', (_name, summary, changes) => {
    const { steps } = diagnosed(serviceOf(), readingsOf(serviceOf(), changes))
    expect(steps.find(({ id }) => id === 'process')?.summary).toContain(summary)
  })

  it('tells it once in what was not looked at', () => {
    const changes = [isUnreachable('app1'), misses('*', 'app2', { ...noLogin, fix: 'add the key' })]
    const { notLookedAt } = diagnosed(serviceOf(), readingsOf(serviceOf(), changes)).diagnosis
    expect(notLookedAt).toEqual([
      { what: 'app1 not reachable', why: 'ssh: connection timed out after 4 s; nothing on it was checked' },
      { what: 'app2', why: `${why}; nothing on it was checked`, fix: 'add the key' },
    ])
  })
})
