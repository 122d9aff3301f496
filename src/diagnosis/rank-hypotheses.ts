import type { Finding } from '../checklist/finding.ts'
import { type CauseId, causeIds, type Strength } from './diagnosis.ts'
import type { DiagnosisInput } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'

/**
 * What lies upstream of what, when two hypotheses are equally strong: a host that is gone takes its application along,
 * a dependency that is gone fills the queues of the hosts that wait for it, and so on down to the health check.
 */
const upstreamFirst: readonly CauseId[] = [
  'host_unreachable',
  'dependency_failure',
  'db_connections_exhausted',
  'server_overload',
  'deployment_in_progress',
  'app_not_started',
  'balancer_down',
  'rate_limited',
  'health_check_failing',
]
const strengths: readonly Strength[] = ['confirmed', 'likely', 'possible']

/**
 * Drops the hypotheses that are symptoms of another, and orders the rest: by strength, then by how many users it hits,
 * what names one thing before what would explain anything, and at last by a fixed order, so that equal readings give an
 * equal answer.
 */
export function rankHypotheses(input: DiagnosisInput, hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const ranked = hypotheses.map((hypothesis) => demoteShortage(hypothesis, hypotheses))
  const unexplained = ranked.filter((hypothesis) => !isExplained(hypothesis, ranked))
  return unexplained.toSorted((a, b) => compare(input, a, b))
}

/** A shortage that makes anything slow takes the verdict from no cause that names what is slow, and says why. */
function demoteShortage(hypothesis: Hypothesis, hypotheses: readonly Hypothesis[]): Hypothesis {
  const { felt } = hypothesis
  if (felt === undefined || felt.length === 0) return hypothesis
  const isBroughtBy = (other: Hypothesis): boolean =>
    !isUpstream(other, hypothesis) && other.rests.every(hypothesis.explains)
  const named = hypotheses.filter(
    (other) => other.felt === undefined && other.strength === 'confirmed' && !isBroughtBy(other),
  )
  const isNamed = felt.every((finding) => named.some((other) => isAccounted(other, finding)))
  return isNamed ? { ...hypothesis, strength: 'possible' } : hypothesis
}

/** Whether stronger hypotheses, one or several together, account for all that this one stands on. */
function isExplained(hypothesis: Hypothesis, hypotheses: readonly Hypothesis[]): boolean {
  const others = hypotheses.filter((other) => comesBefore(other, hypothesis))
  return (
    hypothesis.rests.length > 0 &&
    hypothesis.rests.every((finding) => others.some((other) => isAccounted(other, finding)))
  )
}

function comesBefore(other: Hypothesis, hypothesis: Hypothesis): boolean {
  if (other.strength === 'possible') return false
  return rank(other) < rank(hypothesis) || (rank(other) === rank(hypothesis) && isUpstream(other, hypothesis))
}

function isUpstream(other: Hypothesis, hypothesis: Hypothesis): boolean {
  return upstreamFirst.indexOf(other.cause) < upstreamFirst.indexOf(hypothesis.cause)
}

function isAccounted(other: Hypothesis, finding: Finding): boolean {
  return other.rests.includes(finding) || other.explains(finding)
}

function rank(hypothesis: Hypothesis): number {
  return strengths.indexOf(hypothesis.strength)
}

function compare(input: DiagnosisInput, a: Hypothesis, b: Hypothesis): number {
  return (
    rank(a) - rank(b) ||
    reach(input, b) - reach(input, a) ||
    Number(a.felt !== undefined) - Number(b.felt !== undefined) ||
    causeIds.indexOf(a.cause) - causeIds.indexOf(b.cause) ||
    compareText(a.title, b.title)
  )
}

/** Share of the hosts that it takes out, 0–1. */
function reach(input: DiagnosisInput, hypothesis: Hypothesis): number {
  if (hypothesis.hosts === 'all') return 1
  return input.hosts.length === 0 ? 0 : hypothesis.hosts.length / input.hosts.length
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
