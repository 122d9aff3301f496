import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRoot } from '../../support/account.ts'
import { budgets, collectionOf, forksOf, readers, scriptOf, sectionsOf } from '../../support/host-cost.ts'
import { type StagedHost, stageHost } from '../../support/staged-host.ts'

const kinds = ['bare', 'full'] as const

/** Namespaces need root; a count is the same each time. */
describe.skipIf(!isRoot).each(kinds)('a whole check of a host that is %s', (kind) => {
  let host: StagedHost
  beforeAll(() => {
    host = stageHost(kind, ['dash'])
  })
  afterAll(() => host.remove())

  it.each(sectionsOf(kind))('creates no more processes for $id than its collection says', (section) => {
    expect(forksOf(host, section)).toBeLessThanOrEqual(collectionOf(section)?.price.forks ?? -1)
  })

  it(`creates at most ${budgets[kind]} processes, and the same number each time`, () => {
    const counts = [host.count(scriptOf(kind)).forks, host.count(scriptOf(kind)).forks]
    expect(counts[0]).toBe(counts[1])
    expect(counts[0]).toBeLessThanOrEqual(budgets[kind])
    // It ran: a script that ends at once costs nothing.
    expect(counts[0]).toBeGreaterThan(sectionsOf(kind).length)
  })
})

describe('the prices', () => {
  it('are asked of every collection', () => {
    const planned = new Set(sectionsOf('full').map((section) => collectionOf(section)))
    expect(planned).toEqual(new Set(readers.keys()))
  })
})
