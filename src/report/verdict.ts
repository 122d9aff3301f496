import { foldNames } from '../lib/fold-names.ts'
import type { Report } from './report.ts'
import { outcomeWords } from './slack/words.ts'

/**
 * What was judged and how it came out, without the reason: 'api-prod is DOWN', 'api-prod on app1 (1 of 3 hosts) is
 * healthy', 'api-prod, process only: nothing wrong there'.
 */
export function renderVerdict(report: Report): string {
  const { only } = report.judgedFrom
  if (only && isFineInPart(report)) return `${subjectOf(report)}, ${only.join(', ')} only: nothing wrong there`
  return `${subjectOf(report)} ${outcomeWords[report.outcome]}`
}

/** Everything that was asked for was looked at and is fine, but not all was asked for. */
export function isFineInPart({ outcome, steps, diagnosis, judgedFrom }: Report): boolean {
  const declared = steps.filter(({ status }) => status !== 'skipped')
  const isSeen = declared.length > 0 && declared.every(({ status }) => status === 'pass' || status === 'warn')
  return judgedFrom.only !== undefined && outcome === 'inconclusive' && isSeen && diagnosis.causes.length === 0
}

function subjectOf({ service, judgedFrom }: Report): string {
  const { hosts } = judgedFrom.service
  const { otherHosts = [] } = judgedFrom
  if (otherHosts.length === 0) return service
  return `${service} on ${foldNames(hosts, 3)} (${hosts.length} of ${hosts.length + otherHosts.length} hosts)`
}
