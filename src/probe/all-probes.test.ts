import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allProbes, labelOf } from './all-probes.ts'
import type { SectionProbe } from './probe.ts'
import type { ProbeId, Reading } from './reading.ts'
import { seen } from './unseen.ts'
import type { ProbeValues } from './values.ts'

const folder = import.meta.dirname
const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

describe('allProbes', () => {
  it('holds every probe of the folder', async () => {
    const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(join(folder, file))))
    const named = modules.flatMap((module) => Object.entries(module).filter(([name]) => name.endsWith('Probe')))
    const found = named.map(([, probe]) => probe).filter((probe) => typeof probe === 'object')
    expect(new Set(found)).toEqual(new Set(allProbes))
  })

  it('has each id and each section once', () => {
    const ids = allProbes.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(allProbes)('$id has a label that reads as words', ({ id }) => {
    expect(labelOf(id)).toMatch(/^[A-Za-z]+( [A-Za-z]+)*$/)
  })

  it('types a value by its probe', () => {
    const value: ProbeValues['load'] = { one: 1, five: 1, fifteen: 1, runnable: 1, processes: 2, cores: 4 }
    // @ts-expect-error -- a load has no such field
    const wrong: ProbeValues['load'] = { ...value, ten: 1 }
    expect(Object.keys(wrong)).toContain('ten')
  })

  it('does not compile a probe that is missing from the list', () => {
    const unlisted: SectionProbe<'entropy', { readonly bits: number }> = {
      id: 'entropy',
      label: 'entropy',
      reads: { kind: 'collection', id: 'entropy', label: 'entropy', script: () => '', price: { forks: 0, cpu: 'low' } },
      source: () => 'cat /proc/sys/kernel/random/entropy_avail',
      parse: () => seen({ bits: 256 }),
    }
    // @ts-expect-error -- not in the list: nothing can be planned, read or judged under its id
    const id: ProbeId = unlisted.id
    // @ts-expect-error -- nor has it a value
    const value: keyof ProbeValues = unlisted.id
    // @ts-expect-error -- nor a reading
    const probe: Reading['probe'] = unlisted.id
    expect([id, value, probe]).toEqual(['entropy', 'entropy', 'entropy'])
  })
})
