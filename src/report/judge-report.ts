import { judge } from '../checklist/judge/judge.ts'
import { planRun } from '../checklist/plan/plan-run.ts'
import { type Step, type StepId, stepIds } from '../checklist/step.ts'
import { decideOutcome } from '../diagnosis/decide-outcome.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { foldNames } from '../lib/fold-names.ts'
import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'
import { wholeService } from '../service/service-hosts.ts'
import { buildTimeline } from './build-timeline.ts'
import type { Outcome, Report } from './report.ts'

/** Everything that a report is made of; secrets are already gone. */
export interface JudgedFrom {
  readonly judgedFrom: Report['judgedFrom']
  /** ISO 8601. */
  readonly startedAt: string
  /** ISO 8601. */
  readonly finishedAt: string
}

/** Judges what was read: a pure function, so that the same readings give the same report in whatever order they came. */
export function judgeReport({ judgedFrom, startedAt, finishedAt }: JudgedFrom): Report {
  const { readings } = judgedFrom
  const service = wholeService(judgedFrom.service, judgedFrom.otherHosts)
  const { findings, steps } = judgeAsked({ judgedFrom, finishedAt })
  const diagnosis = withRest(diagnose({ service, findings, steps, readings }), judgedFrom)
  return {
    version: 1,
    service: service.name,
    outcome: limitOutcome(decideOutcome({ service, findings, steps, diagnosis }), judgedFrom),
    startedAt,
    finishedAt,
    durationMs: Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)),
    steps,
    diagnosis,
    timeline: buildTimeline(readings, startedAt),
    judgedFrom,
  }
}

/** The checklist and the findings behind it, without the steps that nobody asked for. */
export function judgeAsked({ judgedFrom, finishedAt }: Omit<JudgedFrom, 'startedAt'>): ReturnType<typeof judge> {
  const { service, readings, only, otherHosts = [] } = judgedFrom
  const judged = judge({ service, plan: planRun(service, readings), at: finishedAt, otherHosts })
  return {
    findings: judged.findings.filter((finding) => isAskedFor(finding.step, only)),
    steps: judged.steps.map((step) => (isAskedFor(step.id, only) ? step : skipStep(step))),
  }
}

/** The order of readings as they are stored and judged: independent of the order in which they arrived. */
export function sortReadings(readings: readonly Reading[]): readonly Reading[] {
  const key = ({ host, probe, subject }: Reading): string => `${host}\0${probe}\0${subject}`
  return [...readings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function isAskedFor(step: StepId, only: readonly StepId[] | undefined): boolean {
  return only === undefined || only.includes(step)
}

function skipStep(step: Step): Step {
  return { ...step, status: 'skipped', summary: 'not asked for', durationMs: 0, evidence: [] }
}

function withRest(diagnosis: Diagnosis, { service, only, otherHosts = [] }: JudgedFrom['judgedFrom']): Diagnosis {
  const steps = only && {
    what: 'the other steps',
    why: `only ${only.join(', ')} was asked for`,
    fix: 'run it without --only',
  }
  const hosts = otherHosts.length > 0 && {
    what: foldNames(otherHosts),
    why: `only ${foldNames(service.hosts)} was asked for`,
    fix: 'run it without --host',
  }
  const rest = [hosts, steps].flatMap((gap) => gap || [])
  return rest.length === 0 ? diagnosis : { ...diagnosis, notLookedAt: [...diagnosis.notLookedAt, ...rest] }
}

/** Where steps were left out, or every host, what was seen may be fine: the service is not thereby healthy. */
function limitOutcome(outcome: Outcome, { service, only, otherHosts = [] }: JudgedFrom['judgedFrom']): Outcome {
  const isPart = (only !== undefined && stepIds.some((id) => !only.includes(id))) || isWithoutHosts(service, otherHosts)
  return isPart && outcome === 'healthy' ? 'inconclusive' : outcome
}

function isWithoutHosts({ hosts }: Service, otherHosts: readonly string[]): boolean {
  return hosts.length === 0 && otherHosts.length > 0
}
