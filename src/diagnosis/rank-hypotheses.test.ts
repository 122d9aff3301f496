import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { inputShown } from '../../test/support/tell-rule.ts'
import { type CauseId, causeIds } from './diagnosis.ts'
import type { Hypothesis } from './hypothesis.ts'
import { rankHypotheses } from './rank-hypotheses.ts'

const symptom = found('health-failing')
const other = found('edge-unavailable')
const hypothesis = (cause: CauseId, parts: Partial<Hypothesis> = {}): Hypothesis => ({
  cause,
  strength: 'confirmed',
  title: cause,
  where: [],
  rests: [found('load-high', cause)],
  supports: [],
  hosts: 'all',
  next: [],
  explains: () => false,
  ...parts,
})
/** It would explain everything. */
const broad = { explains: () => true }
const likely = { strength: 'likely' } as const
const possible = { strength: 'possible' } as const

const cases: readonly (readonly [name: string, titles: readonly string[], hypotheses: readonly Hypothesis[]])[] = [
  ['nobody', [], []],
  ['one alone that would explain itself', ['app_not_started'], [hypothesis('app_not_started', broad)]],
  [
    'upstream explains downstream',
    ['host_unreachable'],
    [hypothesis('health_check_failing'), hypothesis('host_unreachable', broad)],
  ],
  [
    'downstream explains nothing upstream',
    ['dependency_failure', 'host_unreachable'],
    [hypothesis('host_unreachable'), hypothesis('dependency_failure', broad)],
  ],
  [
    'the surer one explains what is upstream',
    ['health_check_failing'],
    [hypothesis('host_unreachable', likely), hypothesis('health_check_failing', broad)],
  ],
  [
    'the less sure one explains nothing',
    ['health_check_failing', 'host_unreachable'],
    [hypothesis('host_unreachable', { ...likely, ...broad }), hypothesis('health_check_failing')],
  ],
  [
    'what is merely possible explains nothing',
    ['health_check_failing', 'host_unreachable'],
    [hypothesis('health_check_failing', possible), hypothesis('host_unreachable', { ...possible, ...broad })].reverse(),
  ],
  [
    'what another rests on is accounted for',
    ['host_unreachable'],
    [hypothesis('host_unreachable', { rests: [symptom] }), hypothesis('app_not_started', { rests: [symptom] })],
  ],
  [
    'one thing that nobody explains keeps it',
    ['app_not_started', 'host_unreachable'],
    [hypothesis('host_unreachable', { rests: [symptom] }), hypothesis('app_not_started', { rests: [symptom, other] })],
  ],
  [
    'two explain together what one stands on',
    ['dependency_failure', 'host_unreachable'],
    [
      hypothesis('host_unreachable', { rests: [symptom] }),
      hypothesis('dependency_failure', { rests: [other] }),
      hypothesis('app_not_started', { rests: [symptom, other] }),
    ],
  ],
  [
    'what stands on nothing is not explained',
    ['app_not_started', 'host_unreachable'],
    [hypothesis('host_unreachable', broad), hypothesis('app_not_started', { rests: [] })],
  ],
  [
    'two of one cause do not explain each other',
    ['a', 'b'],
    [hypothesis('app_not_started', { ...broad, title: 'b' }), hypothesis('app_not_started', { ...broad, title: 'a' })],
  ],
  [
    'equal ones keep their order',
    ['a', 'a'],
    [hypothesis('app_not_started', { title: 'a' }), hypothesis('app_not_started', { title: 'a' })],
  ],
  ['by title at last', ['a', 'b', 'c'], ['b', 'c', 'a'].map((title) => hypothesis('app_not_started', { title }))],
  [
    'the surer first',
    ['health_check_failing', 'server_overload'],
    [hypothesis('server_overload', likely), hypothesis('health_check_failing')],
  ],
  [
    'those that hit more first',
    ['all', 'two', 'one', 'none'],
    [
      hypothesis('server_overload', { title: 'none', hosts: [] }),
      hypothesis('server_overload', { title: 'one', hosts: ['app1'] }),
      hypothesis('server_overload', { title: 'all', hosts: 'all' }),
      hypothesis('server_overload', { title: 'two', hosts: ['app1', 'app2'] }),
    ],
  ],
  [
    'the confirmed before the likely, whomever they hit',
    ['one', 'all'],
    [
      hypothesis('server_overload', { ...likely, title: 'all', hosts: 'all' }),
      hypothesis('health_check_failing', { title: 'one', hosts: ['app1'] }),
    ],
  ],
  [
    'the possible last, whomever it hits',
    ['one', 'all'],
    [
      hypothesis('server_overload', { ...possible, title: 'all' }),
      hypothesis('server_overload', { ...likely, title: 'one', hosts: ['app1'] }),
    ],
  ],
  [
    'among the possible, those that hit more first',
    ['all', 'one'],
    [
      hypothesis('server_overload', { ...possible, title: 'one', hosts: ['app1'] }),
      hypothesis('rate_limited', { ...possible, title: 'all' }),
    ],
  ],
  ['every cause in its order', causeIds, causeIds.toReversed().map((cause) => hypothesis(cause))],
]

describe('rankHypotheses()', () => {
  it.each(cases)('%s', (_name, titles, hypotheses) => {
    const input = inputShown({ name: '', findings: [], service: { hosts: ['app1', 'app2', 'app3'] } })
    expect(rankHypotheses(input, hypotheses).map(({ title }) => title)).toEqual(titles)
  })

  it('orders those of a service without hosts', () => {
    const input = inputShown({ name: '', findings: [], service: { hosts: [] } })
    const hypotheses = [
      hypothesis('server_overload', { title: 'none', hosts: [] }),
      hypothesis('rate_limited', { title: 'all' }),
    ]
    expect(rankHypotheses(input, hypotheses).map(({ title }) => title)).toEqual(['all', 'none'])
  })

  it('knows what lies upstream of what', () => {
    const order = causeIds.toSorted((a, b) => {
      const [first] = rankHypotheses(inputShown({ name: '', findings: [] }), [
        hypothesis(a, broad),
        hypothesis(b, broad),
      ])
      return first?.cause === a ? -1 : 1
    })
    expect(order).toEqual([
      'host_unreachable',
      'dependency_failure',
      'db_connections_exhausted',
      'server_overload',
      'deployment_in_progress',
      'app_not_started',
      'balancer_down',
      'rate_limited',
      'health_check_failing',
    ])
  })
})
