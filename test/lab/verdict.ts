import type { CauseId } from '../../src/diagnosis/diagnosis.ts'
import type { Outcome, Report } from '../../src/report/report.ts'
import type { Fault, Truth } from './fault.ts'

/** What became of one fault: judged, or why it could not be. */
export type Result =
  | { readonly kind: 'judged'; readonly fault: Fault; readonly verdict: Verdict }
  | { readonly kind: 'no-symptom'; readonly fault: Fault; readonly message: string }
  | { readonly kind: 'no-report'; readonly fault: Fault; readonly message: string }

/** Exit code of a check that could not look. */
const inconclusiveExitCode = 2

export interface Verdict {
  readonly outcome: Outcome
  readonly exitCode: number
  /** Wall time of the command, as its user waits. */
  readonly seconds: number
  /** In the order of the report. */
  readonly causes: readonly { readonly cause: CauseId; readonly where: readonly string[] }[]
  /** A fault: its cause comes first. A healthy control: the outcome is healthy, without a cause. */
  readonly isRight: boolean
  /** Every place of every truth is named by the cause that belongs to it. Always true for a healthy control. */
  readonly isPlaceNamed: boolean
  readonly isFaultCalledHealthy: boolean
  readonly isHealthyCalledBroken: boolean
}

/** Compares a report with the truth. The exit code counts as much as the outcome: scripts look at nothing else. */
export function judgeVerdict(
  fault: Fault,
  report: Report,
  { exitCode, seconds }: { exitCode: number; seconds: number },
): Verdict {
  const causes = report.diagnosis.causes.map(({ cause, where }) => ({ cause, where }))
  const isControl = fault.truths.length === 0
  const fairAnswers = [fault.truths, ...(fault.orElse ?? [])]
  const isFirst = (truths: readonly Truth[]): boolean => truths.some((truth) => truth.cause === causes[0]?.cause)
  const looksHealthy = report.outcome === 'healthy' || exitCode === 0
  const looksBroken = report.outcome === 'degraded' || report.outcome === 'down' || exitCode === 1
  return {
    outcome: report.outcome,
    exitCode,
    seconds,
    causes,
    isRight: isControl ? isHealthyRight(fault, report, exitCode) : exitCode === 1 && fairAnswers.some(isFirst),
    isPlaceNamed: isSomeAnswerNamed(fairAnswers.some(isFirst) ? fairAnswers.filter(isFirst) : [fault.truths], causes),
    isFaultCalledHealthy: !isControl && looksHealthy,
    isHealthyCalledBroken: isControl && looksBroken,
  }
}

function isHealthyRight(fault: Fault, report: Report, exitCode: number): boolean {
  if (report.diagnosis.causes.length > 0) return false
  if (fault.isInconclusiveFair && report.outcome === 'inconclusive') return exitCode === inconclusiveExitCode
  return report.outcome === 'healthy' && exitCode === 0
}

const isSomeAnswerNamed = (answers: readonly (readonly Truth[])[], causes: Verdict['causes']): boolean =>
  answers.some((truths) => truths.every((truth) => isNamed(truth, causes)))

function isNamed(truth: Truth, causes: Verdict['causes']): boolean {
  const named = causes.find(({ cause }) => cause === truth.cause)?.where.join('\n') ?? ''
  return truth.where.every((place) => named.includes(place))
}

export interface Totals {
  readonly faults: number
  readonly controls: number
  readonly right: number
  readonly placesNamed: number
  readonly faultsCalledHealthy: number
  readonly healthyCalledBroken: number
  readonly notJudged: number
  /** Every target of `targets` is met, and every fault was judged. */
  readonly isGoodEnough: boolean
}

/** At least this share of all faults and controls right in first place; the other three leave no room. */
export const rightTarget = 0.95

/** Sums up; what could not be judged counts as wrong. */
export function totalResults(results: readonly Result[]): Totals {
  const verdicts = results.filter((result) => result.kind === 'judged').map((result) => result.verdict)
  const count = (isCounted: (verdict: Verdict) => boolean): number => verdicts.filter(isCounted).length
  const controls = results.filter((result) => result.fault.truths.length === 0).length
  const totals = {
    faults: results.length - controls,
    controls,
    right: count((verdict) => verdict.isRight),
    placesNamed: count((verdict) => verdict.isPlaceNamed),
    faultsCalledHealthy: count((verdict) => verdict.isFaultCalledHealthy),
    healthyCalledBroken: count((verdict) => verdict.isHealthyCalledBroken),
    notJudged: results.length - verdicts.length,
  }
  const isGoodEnough =
    results.length > 0 &&
    totals.right >= rightTarget * results.length &&
    totals.placesNamed === results.length &&
    totals.faultsCalledHealthy + totals.healthyCalledBroken + totals.notJudged === 0
  return { ...totals, isGoodEnough }
}
