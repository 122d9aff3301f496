import { describe, expect, expectTypeOf, it } from 'vitest'
import { found } from '../../../test/support/found.ts'
import { inputShown } from '../../../test/support/tell-rule.ts'
import type { Finding } from '../finding.ts'
import type { FindingFacts } from '../finding-facts.ts'
import { type FindingId, findingIds } from '../finding-ids.ts'
import { isOneOf } from '../is-one-of.ts'
import { makeFinding } from './make-finding.ts'

const look = { key: 'disk@app1#' }
const words = { weight: 'fail', place: 'app1', topic: '', text: '' } as const
const facts = { mount: '/var', used: 0.97, limit: 0.95 }

/** What the types refuse; nothing of it runs. */
const refused = () => [
  // @ts-expect-error a finding without its facts
  makeFinding('resources', [look], { ...words, id: 'disk-full', host: 'app1' }),
  // @ts-expect-error a fact that is missing
  makeFinding('resources', [look], { ...words, id: 'disk-full', host: 'app1', facts: { mount: '/var', used: 0.97 } }),
  // @ts-expect-error a fact that is misspelt
  makeFinding('resources', [look], { ...words, id: 'disk-full', host: 'app1', facts: { ...facts, moutn: '/var' } }),
  // @ts-expect-error a fact of another type
  makeFinding('resources', [look], { ...words, id: 'disk-full', host: 'app1', facts: { ...facts, used: '97 %' } }),
  // @ts-expect-error facts of another kind of finding
  makeFinding('resources', [look], { ...words, id: 'disk-full', host: 'app1', facts: { perCore: 3, limit: 2 } }),
  // @ts-expect-error a fact of a finding that has none
  makeFinding('health', [look], { ...words, id: 'app-serves', host: 'app1', facts: { status: 200 } }),
  // @ts-expect-error a finding about a host that does not name it
  makeFinding('resources', [look], { ...words, id: 'disk-full', facts }),
  // @ts-expect-error a host of what is about none
  makeFinding('deploy', [look], { ...words, id: 'release-mixed', host: 'app1', facts: { releases: 2 } }),
  // @ts-expect-error a finding that no step has
  makeFinding('resources', [look], { ...words, id: 'disk-ful', host: 'app1', facts }),
  // @ts-expect-error a misspelt fact, read
  inputShown({ name: '', findings: [] }).all('unit-failed')[0]?.facts.untt,
  // @ts-expect-error a fact that only one of two kinds has
  inputShown({ name: '', findings: [] }).on('app1', 'unit-failed', 'unit-stopping')[0]?.facts.exitStatus,
  // @ts-expect-error a fact of a finding of which nobody knows what it is
  (finding: Finding) => finding.facts.mount,
]

describe('makeFinding()', () => {
  it('ties a draft to its step and readings, and keeps its kind', () => {
    const finding = makeFinding('resources', [look], { ...words, id: 'disk-full', host: 'app1', facts })
    expect(finding).toEqual({ ...words, id: 'disk-full', host: 'app1', facts, step: 'resources', readings: [look.key] })
    expectTypeOf(finding).toExtend<Finding<'disk-full'>>()
    expectTypeOf(finding.facts).toEqualTypeOf<FindingFacts['disk-full']>()
  })

  it('is refused by the types what is no finding', () => {
    expect(refused).toBeTypeOf('function')
  })
})

describe('FindingFacts', () => {
  it('have an entry for every id, and none besides', () => {
    expectTypeOf<keyof FindingFacts>().toEqualTypeOf<FindingId>()
    const ids = Object.values(findingIds).flat()
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('are known of findings by their ids', () => {
    const [failed] = inputShown({ name: '', findings: [found('unit-failed')] }).all('unit-failed', 'unit-inactive')
    expectTypeOf(failed?.facts.exitStatus).toEqualTypeOf<number | undefined>()
    const finding: Finding = found('disk-full', 'app1', { mount: '/srv' })
    expect(isOneOf(finding, ['disk-full', 'inodes-exhausted']) && finding.facts.mount).toBe('/srv')
    expect(isOneOf(finding, ['load-high'])).toBe(false)
  })
})
