import type { Finding } from '../checklist/finding.ts'
import { settleOwnTrouble } from '../checklist/read/own-trouble.ts'
import type { Step } from '../checklist/step.ts'
import { type FoldedGap, foldUnseen, nothingOn, tellGap } from '../checklist/summary/fold-unseen.ts'
import { quoteReading } from '../checklist/summary/pick-evidence.ts'
import { type Reading, readingKey } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'
import { orderActions, tellAction } from './action.ts'
import { appNotStarted } from './app-not-started.ts'
import { balancerDown } from './balancer-down.ts'
import { dbConnectionsExhausted } from './db-connections-exhausted.ts'
import { dependencyFailure } from './dependency-failure.ts'
import { deploymentInProgress } from './deployment-in-progress.ts'
import { type Cause, causeNames, type Diagnosis } from './diagnosis.ts'
import { diagnosisInputOf } from './diagnosis-input.ts'
import { healthCheckFailing } from './health-check-failing.ts'
import { hostUnreachable } from './host-unreachable.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { listNotLookedAt } from './not-looked-at.ts'
import { listOwnTrouble } from './own-trouble.ts'
import { rankHypotheses } from './rank-hypotheses.ts'
import { rateLimited } from './rate-limited.ts'
import { serverOverload } from './server-overload.ts'

/** Every cause; the order is that of `causeIds`. */
export const causeRules: readonly CauseRule[] = [
  serverOverload,
  appNotStarted,
  healthCheckFailing,
  deploymentInProgress,
  dbConnectionsExhausted,
  dependencyFailure,
  hostUnreachable,
  balancerDown,
  rateLimited,
]

export interface JudgedRun {
  readonly service: Service
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  readonly readings: readonly Reading[]
}

/** Facts told for one cause: what it stands on, and what fits. */
const toldFacts = 6
/** Names of things that were not seen, where that itself is the fact. */
const toldGaps = 5

/** Names the causes that the findings speak for, rules the others out where it can, and lists what was not seen. */
export function diagnose(judged: JudgedRun): Diagnosis {
  const run = { ...judged, readings: settleOwnTrouble(judged.readings) }
  const input = diagnosisInputOf(run)
  const thisMachine = listOwnTrouble(run.findings)
  const hypotheses = rankHypotheses(
    input,
    causeRules.flatMap((rule) => rule.examine(input)),
  )
  const readings = new Map(run.readings.map((reading) => [readingKey(reading), reading]))
  const causes = hypotheses
    .map((hypothesis) => causeOf(hypothesis, run, readings))
    .filter((cause) => cause.because.length > 0)
  const named = new Set(causes.map((cause) => cause.cause))
  const ruledOut = causeRules.flatMap((rule) => {
    const reason = named.has(rule.cause) ? undefined : rule.ruleOut(input)
    return reason === undefined ? [] : [{ cause: rule.cause, text: reason.text }]
  })
  const notLookedAt = listNotLookedAt(run.findings)
  return { causes, ruledOut, notLookedAt, ...(thisMachine.length > 0 ? { thisMachine } : {}) }
}

function causeOf(hypothesis: Hypothesis, run: JudgedRun, readings: ReadonlyMap<string, Reading>): Cause {
  const downstream = run.findings.filter((finding) => finding.weight === 'fail' && hypothesis.explains(finding))
  const groups = Map.groupBy([...hypothesis.rests, ...hypothesis.supports, ...downstream], (finding) =>
    finding.id === 'unseen' ? finding.id : `${finding.id} ${finding.topic}`,
  )
  const because = [...groups.values()].flatMap((group) => factOf(group, run, readings) ?? [])
  const { cause, strength, title, where } = hypothesis
  const actions = orderActions(hypothesis.next)
  const named = `${causeNames[cause]}: ${title}`
  return {
    cause,
    strength,
    title: named,
    where: [...new Set(where)],
    because: because.slice(0, toldFacts),
    next: actions.map(tellAction),
    actions,
  }
}

/** The same at many places is told once, with the evidence that its step quotes. */
function factOf(
  group: readonly Finding[],
  run: JudgedRun,
  readings: ReadonlyMap<string, Reading>,
): Cause['because'][number] | undefined {
  for (const finding of group) {
    const evidence = evidenceIndex(finding, run, readings)
    if (evidence === undefined) continue
    return { step: finding.step, text: tellGroup(finding, group), evidence }
  }
  return undefined
}

function tellWhole(gap: FoldedGap): string {
  return gap.what === '' ? `${tellGap(gap)}; ${nothingOn(gap.hosts)}` : tellGap(gap)
}

function tellGroup(finding: Finding, group: readonly Finding[]): string {
  if (finding.id === 'unseen') {
    const gaps = group.filter((each) => each.id === 'unseen')
    const essentialFirst = gaps.toSorted((a, b) => Number(b.facts.isEssential) - Number(a.facts.isEssential))
    return foldUnseen(essentialFirst, toldGaps).map(tellWhole).join('; ')
  }
  const others = new Set(group.map((each) => each.text)).size - 1
  return others > 0 ? `${finding.text} (and ${others} more like it)` : finding.text
}

/** Where the finding's reading is quoted in its step; undefined when the step quotes none of them. */
function evidenceIndex(
  finding: Finding,
  { steps }: JudgedRun,
  readings: ReadonlyMap<string, Reading>,
): number | undefined {
  const evidence = steps.find((step) => step.id === finding.step)?.evidence ?? []
  const quotes = finding.readings.flatMap((key) => {
    const reading = readings.get(key)
    return reading === undefined ? [] : [quoteReading(reading)]
  })
  const index = evidence.findIndex((each) =>
    quotes.some((quote) => quote.host === each.host && quote.source === each.source && quote.at === each.at),
  )
  return index < 0 ? undefined : index
}
