import { foldNames } from '../lib/fold-names.ts'
import type { Finding } from './finding.ts'
import type { StepStatus } from './step.ts'

/** Groups of equal findings told in one line: more than three nobody reads. */
const toldGroups = 3
const leading: Record<StepStatus, readonly Finding['weight'][]> = {
  fail: ['fail', 'unseen', 'warn', 'clear'],
  unknown: ['unseen', 'warn', 'clear'],
  warn: ['warn', 'clear'],
  pass: ['clear'],
  skipped: [],
}

/**
 * One line over all findings of a step, the worst first. Equal findings of many places fold:
 * 'gunicorn failed on app017, app203, app311; gunicorn active on 397 of 400'.
 */
export function summariseStep(status: StepStatus, findings: readonly Finding[]): string {
  const told = leading[status].flatMap((weight) => groupsOf(findings.filter((each) => counts(each, weight))))
  const shown = told.slice(0, toldGroups).map((group) => describeGroup(group, findings))
  const rest = told.slice(toldGroups).filter(([first]) => first?.weight === 'fail').length
  return [...shown, ...(rest > 0 ? [`${rest} more kinds of failure`] : [])].join('; ')
}

/** Gaps that leave the question open are told; the others are listed with what was not looked at. */
function counts(finding: Finding, weight: Finding['weight']): boolean {
  if (finding.weight !== weight) return false
  return weight !== 'unseen' || finding.facts?.['isEssential'] === true
}

type Group = readonly Finding[]

function groupsOf(findings: readonly Finding[]): readonly Group[] {
  return [...Map.groupBy(findings, (finding) => finding.topic).values()]
}

function describeGroup(group: Group, all: readonly Finding[]): string {
  const [first] = group
  if (first === undefined) return ''
  const places = [...new Set(group.map((finding) => finding.place))]
  if (places.length === 1 && group.length === 1) return first.text
  if (places.length === 1) return `${first.topic}: ${first.place} from ${foldNames(hostsOf(group))}`
  const total = new Set(all.filter((finding) => sameKind(finding, first)).map((finding) => finding.place)).size
  if (first.weight === 'clear')
    return places.length === total ? `${first.topic} on ${total}` : `${first.topic} on ${places.length} of ${total}`
  return `${first.topic} on ${foldNames(places)}`
}

function hostsOf(group: Group): readonly string[] {
  return [...new Set(group.map((finding) => String(finding.facts?.['host'] ?? finding.place)))]
}

/** Findings about the same sort of place: a balancer's servers are not counted among the hosts. */
function sameKind(a: Finding, b: Finding): boolean {
  return a.step === b.step && a.place.includes(': ') === b.place.includes(': ')
}
