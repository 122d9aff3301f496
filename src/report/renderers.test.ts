import { describe, expect, it } from 'vitest'
import { sampleReports } from '../../test/support/sample-reports.ts'
import { displayWidth } from '../lib/display-width.ts'
import { exitCodeOf } from './exit-code-of.ts'
import { renderHeadline } from './render-headline.ts'
import { renderJson } from './render-json.ts'
import { renderMarkdown } from './render-markdown.ts'
import { renderText } from './render-text.ts'

const samples = Object.entries(sampleReports)

describe('renderers', () => {
  it.each(samples)('renderText() of %s is its golden file', async (name, report) => {
    await expect(renderText(report, { width: 100 })).toMatchFileSnapshot(
      `fixtures/${name}.${exitCodeOf(report.outcome)}.txt`,
    )
  })

  it.each(samples)('renderMarkdown() of %s is its golden file', async (name, report) => {
    await expect(renderMarkdown(report)).toMatchFileSnapshot(`fixtures/${name}.${exitCodeOf(report.outcome)}.md`)
  })

  it.each(samples)('renderText() of %s with all evidence quotes every excerpt to its last line', (_, report) => {
    const text = renderText({ ...report }, { evidence: true, width: 300 })
    const excerpts = report.steps.flatMap((step) => step.evidence).map((evidence) => evidence.excerpt)
    for (const line of excerpts.flatMap((excerpt) => excerpt.split('\n')).filter((line) => /^[\w =-]+$/.test(line))) {
      expect(text).toContain(line)
    }
  })

  it.each(samples)('renderJson() of %s is the report', (_, report) => {
    expect(JSON.parse(renderJson(report))).toEqual(report)
    expect(renderJson({ ...report, judgedFrom: { ...report.judgedFrom, readings: [] } })).toContain('"readings": []')
  })

  it.each(samples.flatMap(([name, report]) => [40, 60, 80].map((width) => [name, width, report] as const)))(
    'renderText() of %s fits %d columns, but for commands, which are never cut',
    (_, width, report) => {
      const { causes, notLookedAt } = report.diagnosis
      const commands = [...causes.flatMap(({ actions }) => actions), ...notLookedAt].map(({ command }) => command)
      const wide = renderText(report, { width, evidence: true })
        .split('\n')
        .filter((line) => displayWidth(line) > width && !commands.includes(line.trim()))
      expect(wide).toEqual([])
    },
  )

  it.each([
    ['healthy-one-host', /^shop is healthy: 5 of 5 steps looked at/],
    ['app-not-started', /^api-prod is DOWN: Application not running \(confirmed\), app1, app2$/],
    ['nothing-seen', /^api-prod could not be judged: 0 of 4 steps looked at; everything on app1: ssh/],
  ] as const)('renderHeadline() of %s carries its meaning', (name, headline) => {
    expect(renderHeadline(sampleReports[name] as (typeof samples)[0][1])).toMatch(headline)
  })

  it('renderText() lets no control character through', () => {
    const text = samples.map(([, report]) => renderText(report, { evidence: true })).join('')
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })
})
