import { renderJson } from '../report/render-json.ts'
import { renderMarkdown } from '../report/render-markdown.ts'
import { renderText } from '../report/render-text.ts'
import type { Report } from '../report/report.ts'
import type { CliWorld } from './cli-world.ts'
import { choosePaint } from './paint.ts'
import type { ReportFormat } from './report-formats.ts'

/** Prints the report on stdout, alone. */
export async function writeReport(
  report: Report,
  { format, evidence = false }: { readonly format: ReportFormat; readonly evidence?: boolean },
  world: CliWorld,
): Promise<void> {
  await world.stdout.write(renderAs(format, report, { evidence, world }))
}

function renderAs(format: ReportFormat, report: Report, options: { evidence: boolean; world: CliWorld }): string {
  const { evidence, world } = options
  switch (format) {
    case 'json':
      return renderJson(report)
    case 'markdown':
      return renderMarkdown(report, { evidence })
    case 'text':
      return renderText(report, {
        evidence,
        paint: choosePaint(world.stdout, world.env),
        width: Math.min(140, world.stdout.columns() ?? 100),
      })
    default:
      return format satisfies never
  }
}
