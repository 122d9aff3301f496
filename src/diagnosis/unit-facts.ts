import type { Finding } from '../checklist/finding.ts'
import type { UnitRole } from '../checklist/process-facts.ts'

/** The unit that a finding of whatever kind is about, or that wrote its line; empty where it is about none. */
export function unitOf(finding: Finding | undefined): string {
  return finding !== undefined && 'unit' in finding.facts ? finding.facts.unit : ''
}

/** What that unit is to the service. */
export function roleOf({ id, facts }: Finding): UnitRole | undefined {
  return id !== 'role-limit-reached' && 'role' in facts ? facts.role : undefined
}

/** How long it has been so, in seconds; undefined where that is not known. */
export function sinceOf(finding: Finding | undefined): number | undefined {
  return finding !== undefined && 'sinceSeconds' in finding.facts ? finding.facts.sinceSeconds : undefined
}

/** How its main process ended. */
export function exitStatusOf(finding: Finding | undefined): number | undefined {
  return finding !== undefined && 'exitStatus' in finding.facts ? finding.facts.exitStatus : undefined
}

/** The same in words, as they follow its topic; empty where the topic tells them. */
export function exitWordsOf(finding: Finding | undefined): string {
  return finding !== undefined && 'exit' in finding.facts ? (finding.facts.exit ?? '') : ''
}

/** systemd's word for it; empty where there is none. */
export function resultOf(finding: Finding): string {
  return 'result' in finding.facts ? finding.facts.result : ''
}
