import { judge } from '../checklist/judge.ts'
import type { Step, StepId } from '../checklist/step.ts'
import { decideOutcome } from '../diagnosis/decide-outcome.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Reading } from '../probe/reading.ts'
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
  const { service, readings, only } = judgedFrom
  const { findings, steps } = judgeAsked({ judgedFrom, finishedAt })
  const diagnosis = withRest(diagnose({ service, findings, steps, readings }), only)
  return {
    version: 1,
    service: service.name,
    outcome: limitOutcome(decideOutcome({ service, findings, steps, diagnosis }), only),
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
  const { service, readings, only } = judgedFrom
  const judged = judge({ service, readings, at: finishedAt })
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

function withRest(diagnosis: Diagnosis, only: readonly StepId[] | undefined): Diagnosis {
  if (!only) return diagnosis
  const rest = { what: 'the other steps', why: `only ${only.join(', ')} was asked for`, fix: 'run it without --only' }
  return { ...diagnosis, notLookedAt: [...diagnosis.notLookedAt, rest] }
}

/** Steps that nobody asked for were not seen: what was seen may be fine, the service is not thereby healthy. */
function limitOutcome(outcome: Outcome, only: readonly StepId[] | undefined): Outcome {
  return only && outcome === 'healthy' ? 'inconclusive' : outcome
}
