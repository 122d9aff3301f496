import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { compareVerdicts } from '../lab/compare-verdicts.ts'
import { sampleReports } from '../support/sample-reports.ts'

const before = sampleReports['app-not-started'] as Report
const changed = (change: Partial<Report['diagnosis']['causes'][number]>): Report => ({
  ...before,
  diagnosis: { ...before.diagnosis, causes: before.diagnosis.causes.map((cause) => ({ ...cause, ...change })) },
})

describe('compareVerdicts()', () => {
  it('finds nothing where both say the same', () => {
    expect(compareVerdicts(before, structuredClone(before), true)).toEqual({ verdict: [], words: [] })
  })

  it.each<[string, Report, string]>([
    ['the outcome', { ...before, outcome: 'healthy' }, '+ outcome healthy'],
    ['how sure it is', changed({ strength: 'possible' }), 'possible'],
    ['the place', changed({ where: ['elsewhere'] }), 'elsewhere'],
    [
      'a reading that a reason rests on',
      changed({ because: [{ step: 'edge', text: '', evidence: 0 }] }),
      'rests on edge',
    ],
  ])('tells a change of %s as another verdict', (_what, now, wanted) => {
    expect(compareVerdicts(before, now, true).verdict.join('\n')).toContain(wanted)
  })

  it('tells other words apart from another verdict, and leaves figures of another run alone', () => {
    const title = 'Application not running: 12 of 12 workers'
    expect(compareVerdicts(before, changed({ title }), true)).toMatchObject({
      verdict: [],
      words: [expect.any(String), `+ ${title}`],
    })
    expect(compareVerdicts(changed({ title }), changed({ title: title.replaceAll('12', '97') }), false).words).toEqual(
      [],
    )
  })
})
