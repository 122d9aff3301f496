import { describe, expect, it } from 'vitest'
import { found } from '../../test/support/found.ts'
import { sceneShown } from '../../test/support/tell-rule.ts'
import { type CauseId, causeIds } from './diagnosis.ts'
import type { Suspect } from './suspect.ts'
import { weighSuspects } from './weigh-suspects.ts'

const symptom = found('health-failing')
const other = found('edge-unavailable')
const suspect = (cause: CauseId, parts: Partial<Suspect> = {}): Suspect => ({
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

const cases: readonly (readonly [name: string, titles: readonly string[], suspects: readonly Suspect[]])[] = [
  ['nobody', [], []],
  ['one alone that would explain itself', ['app_not_started'], [suspect('app_not_started', broad)]],
  [
    'upstream explains downstream',
    ['host_unreachable'],
    [suspect('health_check_failing'), suspect('host_unreachable', broad)],
  ],
  [
    'downstream explains nothing upstream',
    ['dependency_failure', 'host_unreachable'],
    [suspect('host_unreachable'), suspect('dependency_failure', broad)],
  ],
  [
    'the surer one explains what is upstream',
    ['health_check_failing'],
    [suspect('host_unreachable', likely), suspect('health_check_failing', broad)],
  ],
  [
    'the less sure one explains nothing',
    ['health_check_failing', 'host_unreachable'],
    [suspect('host_unreachable', { ...likely, ...broad }), suspect('health_check_failing')],
  ],
  [
    'what is merely possible explains nothing',
    ['health_check_failing', 'host_unreachable'],
    [suspect('health_check_failing', possible), suspect('host_unreachable', { ...possible, ...broad })].reverse(),
  ],
  [
    'what another rests on is accounted for',
    ['host_unreachable'],
    [suspect('host_unreachable', { rests: [symptom] }), suspect('app_not_started', { rests: [symptom] })],
  ],
  [
    'one thing that nobody explains keeps it',
    ['app_not_started', 'host_unreachable'],
    [suspect('host_unreachable', { rests: [symptom] }), suspect('app_not_started', { rests: [symptom, other] })],
  ],
  [
    'two explain together what one stands on',
    ['dependency_failure', 'host_unreachable'],
    [
      suspect('host_unreachable', { rests: [symptom] }),
      suspect('dependency_failure', { rests: [other] }),
      suspect('app_not_started', { rests: [symptom, other] }),
    ],
  ],
  [
    'what stands on nothing is not explained',
    ['app_not_started', 'host_unreachable'],
    [suspect('host_unreachable', broad), suspect('app_not_started', { rests: [] })],
  ],
  [
    'two of one cause do not explain each other',
    ['a', 'b'],
    [suspect('app_not_started', { ...broad, title: 'b' }), suspect('app_not_started', { ...broad, title: 'a' })],
  ],
  [
    'equal ones keep their order',
    ['a', 'a'],
    [suspect('app_not_started', { title: 'a' }), suspect('app_not_started', { title: 'a' })],
  ],
  ['by title at last', ['a', 'b', 'c'], ['b', 'c', 'a'].map((title) => suspect('app_not_started', { title }))],
  [
    'the surer first',
    ['health_check_failing', 'server_overload'],
    [suspect('server_overload', likely), suspect('health_check_failing')],
  ],
  [
    'those that hit more first',
    ['all', 'two', 'one', 'none'],
    [
      suspect('server_overload', { title: 'none', hosts: [] }),
      suspect('server_overload', { title: 'one', hosts: ['app1'] }),
      suspect('server_overload', { title: 'all', hosts: 'all' }),
      suspect('server_overload', { title: 'two', hosts: ['app1', 'app2'] }),
    ],
  ],
  [
    'the confirmed before the likely, whomever they hit',
    ['one', 'all'],
    [
      suspect('server_overload', { ...likely, title: 'all', hosts: 'all' }),
      suspect('health_check_failing', { title: 'one', hosts: ['app1'] }),
    ],
  ],
  [
    'the possible last, whomever it hits',
    ['one', 'all'],
    [
      suspect('server_overload', { ...possible, title: 'all' }),
      suspect('server_overload', { ...likely, title: 'one', hosts: ['app1'] }),
    ],
  ],
  [
    'among the possible, those that hit more first',
    ['all', 'one'],
    [
      suspect('server_overload', { ...possible, title: 'one', hosts: ['app1'] }),
      suspect('rate_limited', { ...possible, title: 'all' }),
    ],
  ],
  ['every cause in its order', causeIds, causeIds.toReversed().map((cause) => suspect(cause))],
]

describe('weighSuspects()', () => {
  it.each(cases)('%s', (_name, titles, suspects) => {
    const scene = sceneShown({ name: '', findings: [], service: { hosts: ['app1', 'app2', 'app3'] } })
    expect(weighSuspects(scene, suspects).map(({ title }) => title)).toEqual(titles)
  })

  it('orders those of a service without hosts', () => {
    const scene = sceneShown({ name: '', findings: [], service: { hosts: [] } })
    const suspects = [
      suspect('server_overload', { title: 'none', hosts: [] }),
      suspect('rate_limited', { title: 'all' }),
    ]
    expect(weighSuspects(scene, suspects).map(({ title }) => title)).toEqual(['all', 'none'])
  })

  it('knows what lies upstream of what', () => {
    const order = causeIds.toSorted((a, b) => {
      const [first] = weighSuspects(sceneShown({ name: '', findings: [] }), [suspect(a, broad), suspect(b, broad)])
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
