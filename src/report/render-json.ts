import type { Report } from './report.ts'

/** The report as JSON with a newline at its end: the contract of `docs/report.md`, and what `503 replay` reads. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
