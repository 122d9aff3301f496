import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryReport } from '../../../test/support/arbitrary-report.ts'
import { unit } from '../../../test/support/healthy-values.ts'
import { readingsOf, runAt, sees, serviceOf } from '../../../test/support/readings.ts'
import { sampleReports } from '../../../test/support/sample-reports.ts'
import { buildReport } from '../build-report.ts'
import type { Report } from '../report.ts'
import { isMoreThanShown } from './left-out.ts'
import { buildNoFileMessage, buildReportFile } from './report-file.ts'
import { validateMessage } from './validate-message.ts'

const sample = (name: string): Report => sampleReports[name] as Report
const short = withEvidence('failed\nexit 3')

/** 'app-not-started' with one reading of `excerpt` behind the step that failed, and nothing folded. */
function withEvidence(excerpt: string): Report {
  const report = sample('app-not-started')
  const reading = { host: 'app1', source: 'journalctl', at: report.startedAt, excerpt }
  const steps = report.steps.map((step) => ({ ...step, evidence: step.id === 'process' ? [reading] : [] }))
  return { ...report, steps }
}

describe('isMoreThanShown()', () => {
  it.each([
    ['a healthy service', sample('healthy-one-host'), false],
    ['readings that the thread shows whole', short, false],
    ['output of four lines', withEvidence('1\n2\n3\n4'), true],
    ['one long line', withEvidence('x'.repeat(300)), true],
    ['five hosts behind a cause', sample('fleet-of-400'), true],
    ['two readings of a failed step', sample('app-not-started'), true],
    ['nothing seen, nothing cut', sample('nothing-seen'), false],
  ])('of %s', (_, report, isMore) => {
    expect(isMoreThanShown(report)).toBe(isMore)
  })
})

describe('buildReportFile()', () => {
  it('is the terminal report with all evidence, named after service and time', () => {
    const file = buildReportFile(sample('app-not-started'))
    expect(file?.name).toBe('503-api-prod-2026-03-01T08-00-00Z.txt')
    expect(file?.content).toContain('journalctl -u gunicorn -n 50')
    expect(file?.content.split('\n').filter((line) => line.includes('│')).length).toBeGreaterThan(12)
    expect(file?.content).not.toContain('\u001b')
  })

  it('holds no password of the services, whatever a host printed', () => {
    const { database } = serviceOf()
    if (!database) throw new Error('the service has a database')
    const service = serviceOf({ database: { ...database, url: 'postgres://probe:correcthorse@db1:5432/orders' } })
    const failed = unit('gunicorn', { activeState: 'failed', subState: 'failed', result: 'url correcthorse refused' })
    const readings = readingsOf(service, [sees('units', '*', { units: [failed], otherFailed: [] })])
    const report = buildReport({ service, readings, startedAt: runAt, finishedAt: runAt })
    const content = buildReportFile(report)?.content ?? ''
    expect(content).toContain('url *** refused')
    expect(content).not.toContain('correcthorse')
  })

  it('is absent when the thread shows everything', () => {
    expect(buildReportFile(short)).toBeUndefined()
  })

  it('keeps to a name that any system takes, a comment that mentions nobody, and a megabyte', () => {
    fc.assert(
      fc.property(arbitraryReport, (report) => {
        const file = buildReportFile(report)
        if (!file) return
        expect(file.name).toMatch(/^503-[\w.-]+Z\.txt$/)
        expect(file.comment).not.toMatch(/[<>]/)
        expect(new TextEncoder().encode(file.content).byteLength).toBeLessThan(4_000_000)
      }),
      { numRuns: 60 },
    )
  })

  it('says where the rest is when it had to be cut', () => {
    const content = buildReportFile(withEvidence('a line of output\n'.repeat(100_000)))?.content ?? ''
    expect(content.length).toBeLessThan(901_000)
    expect(content).toContain('cut here; all of it: 503 check api-prod --evidence')
  })
})

describe('buildNoFileMessage()', () => {
  it.each([
    ['api-prod', 'missing_scope'],
    ['<!channel>', '<!here>'],
  ])('is within the limits for %s', (service, reason) => {
    expect(validateMessage(buildNoFileMessage(service, reason))).toEqual([])
  })
})
