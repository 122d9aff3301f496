import { oneLine } from '../lib/one-line.ts'
import type { Report } from './report.ts'
import { causeLine } from './slack/words.ts'
import { isFineInPart, renderVerdict } from './verdict.ts'

/** The verdict in one line, with what matters in its first 80 characters: 'api-prod is DOWN: Redis is gone (confirmed), cache1'. */
export function renderHeadline(report: Report): string {
  const verdict = renderVerdict(report)
  return oneLine(isFineInPart(report) ? verdict : `${verdict}: ${reasonOf(report)}`)
}

function reasonOf(report: Report): string {
  const [cause] = report.diagnosis.causes
  const [own] = report.outcome === 'inconclusive' ? (report.diagnosis.thisMachine ?? []) : []
  return own?.text ?? (cause ? causeLine(cause) : withoutCause(report))
}

function withoutCause(report: Report): string {
  const looked = report.steps.filter((step) => step.status !== 'skipped' && step.status !== 'unknown').length
  const declared = report.steps.filter((step) => step.status !== 'skipped').length
  const coverage = `${looked} of ${declared} steps looked at`
  if (report.outcome === 'healthy') return `${coverage}, no cause of a 503 found`
  if (report.outcome === 'inconclusive') return `${coverage}${firstGap(report)}`
  const failing =
    report.steps.find((step) => step.status === 'fail') ?? report.steps.find((step) => step.status === 'warn')
  return failing ? `${failing.id}: ${failing.summary} (none of the known causes fits)` : 'none of the known causes fits'
}

function firstGap(report: Report): string {
  const [gap] = report.diagnosis.notLookedAt
  return gap ? `; ${gap.what}: ${gap.why}` : ''
}
