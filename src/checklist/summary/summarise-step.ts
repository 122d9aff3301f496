import { foldNames } from '../../lib/fold-names.ts'
import type { Service } from '../../service/service.ts'
import { allHosts, hostsOf } from '../../service/service-hosts.ts'
import type { Finding } from '../finding.ts'
import type { FindingId } from '../finding-ids.ts'
import type { StepStatus } from '../step.ts'
import { foldUnseen, tellGap } from './fold-unseen.ts'

/** Groups of equal findings told in one line: more than three nobody reads. */
const toldGroups = 3
/** Things spelled out that were not seen for one reason. */
const toldNames = 4
/** Names spelled out where all is well; with more hosts their number says more. */
const namedHosts = 3
const leading: Record<StepStatus, readonly Finding['weight'][]> = {
  fail: ['fail', 'unseen', 'warn', 'clear'],
  unknown: ['unseen', 'warn', 'clear'],
  warn: ['warn', 'clear'],
  pass: ['clear'],
  skipped: ['info'],
}
/** Told only when nothing more telling is left. */
const minor: readonly FindingId[] = [
  'cpu-ok',
  'pressure-ok',
  'files-ok',
  'network-ok',
  'accept-queue-ok',
  'listening',
  'balancer-connects',
  'unit-running-since',
]

/**
 * One line over all findings of a step, the worst first. Equal findings of many places fold:
 * 'gunicorn failed on app017, app203, app311; gunicorn active on 397 of 400'.
 */
export function summariseStep(status: StepStatus, findings: readonly Finding[], service: Service): string {
  const told = leading[status].flatMap((weight) =>
    groupsOf(
      findings.filter((each) => counts(each, weight)),
      weight,
    ),
  )
  const major = told.filter(([first]) => first !== undefined && !minor.includes(first.id))
  const groups = major.length > 0 ? major : told
  const shown = groups.slice(0, toldGroups).map((group) => describeGroup(group, service))
  const rest = groups.slice(toldGroups).filter(([first]) => first?.weight === 'fail').length
  return [...shown, ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'kind' : 'kinds'} of failure`] : [])].join('; ')
}

/** Gaps that leave the question open are told; the others are listed with what was not looked at. */
function counts(finding: Finding, weight: Finding['weight']): boolean {
  return finding.weight === weight && (finding.id !== 'unseen' || finding.facts.isEssential)
}

type Group = readonly Finding[]

function groupsOf(findings: readonly Finding[], weight: Finding['weight']): readonly Group[] {
  if (weight === 'unseen') return findings.length === 0 ? [] : [findings]
  return [...Map.groupBy(findings, (finding) => finding.topic).values()]
}

function describeGroup(group: Group, service: Service): string {
  const [first] = group
  if (first === undefined) return ''
  if (first.weight === 'unseen') return describeGaps(group.filter((finding) => finding.id === 'unseen'))
  if (figureOf(first) !== undefined) return worstOf(group, first).text
  const places = [...new Set(group.map((finding) => finding.place))]
  if (group.length === 1) return first.text
  if (places.every((each) => each.includes('://'))) {
    return `${first.topic}: ${foldNames(places)} from ${nameHosts(
      group.map((finding) => finding.host ?? finding.place),
      service,
    )}`
  }
  return `${first.topic} on ${first.weight === 'clear' ? nameHosts(places, service) : foldNames(places)}`
}

/** What this machine cannot do is a whole sentence, told once for all that it hides. */
function describeGaps(gaps: readonly Finding<'unseen'>[]): string {
  const own = gaps.filter(({ facts }) => facts.detail.startsWith('this machine'))
  const sentences = [...new Set(own.map(({ facts }) => `not seen: ${facts.detail}`))]
  const others = foldUnseen(
    gaps.filter((gap) => !own.includes(gap)),
    toldNames,
  ).map(tellGap)
  return [...sentences, ...others].slice(0, toldGroups).join('; ')
}

function worstOf(group: Group, first: Finding): Finding {
  return group.reduce((worst, each) => ((figureOf(each) ?? 0) > (figureOf(worst) ?? 0) ? each : worst), first)
}

/** Of figures that every host has, the worst is told: by the fact that measures it. */
function figureOf(finding: Finding): number | undefined {
  switch (finding.id) {
    case 'load-ok':
      return finding.facts.perCore
    case 'memory-ok':
    case 'disk-ok':
    case 'database-ok':
      return finding.facts.used
    default:
      return undefined
  }
}

/** 'app1, app2', 'all 400 hosts', '397 of 400'. */
function nameHosts(places: readonly string[], service: Service): string {
  const names = [...new Set(places)]
  if (names.length <= namedHosts) return names.join(', ')
  const own = names.every((name) => service.hosts.includes(name))
  const total = own ? service.hosts.length : hostsOf(service).length
  if (names.some((name) => name.includes(': '))) return foldNames(names)
  return names.length === total ? allHosts(total) : `${names.length} of ${total}`
}
