import { jsonParts } from '../report/render-json.ts'
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
  for (const part of renderAs(format, report, { evidence, world })) await world.stdout.write(part)
}

function renderAs(
  format: ReportFormat,
  report: Report,
  options: { evidence: boolean; world: CliWorld },
): Iterable<string> {
  const { evidence, world } = options
  switch (format) {
    case 'json':
      return jsonParts(report)
    case 'markdown':
      return [renderMarkdown(report, { evidence })]
    case 'text':
      return [
        renderText(report, {
          evidence,
          paint: choosePaint(world.stdout, world.env),
          width: Math.min(140, world.stdout.columns() ?? 100),
        }),
      ]
    default:
      return format satisfies never
  }
}
