import type { Finding } from '../../src/checklist/finding.ts'
import { judge } from '../../src/checklist/judge/judge.ts'
import { planRun } from '../../src/checklist/plan/plan-run.ts'
import type { Step } from '../../src/checklist/step.ts'
import { decideOutcome } from '../../src/diagnosis/decide-outcome.ts'
import { diagnose } from '../../src/diagnosis/diagnose.ts'
import type { Diagnosis, Outcome } from '../../src/diagnosis/diagnosis.ts'
import type { Reading } from '../../src/probe/reading.ts'
import type { Service } from '../../src/service/service.ts'
import { type Change, readingsOf, runAt, serviceOf } from './readings.ts'

export interface Diagnosed {
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  readonly diagnosis: Diagnosis
  readonly outcome: Outcome
}

/** Judges and diagnoses readings, as a run does at its end. */
export function diagnosed(service: Service, readings: readonly Reading[]): Diagnosed {
  const { findings, steps } = judge({ service, plan: planRun(service, readings), at: runAt })
  const diagnosis = diagnose({ service, findings, steps, readings })
  return { findings, steps, diagnosis, outcome: decideOutcome({ service, findings, steps, diagnosis }) }
}

/** A made-up fault, and what must be said of it. */
export interface Fault {
  readonly name: string
  readonly service?: Partial<Service> | undefined
  readonly changes: readonly Change[]
  readonly outcome: Outcome
  /** 'cause strength' of each, in order. */
  readonly causes: readonly string[]
  /** Found among the places of the first cause. */
  readonly place?: string
  /** Found in the title of the first cause. */
  readonly title?: RegExp
}

interface Verdict {
  readonly outcome: Outcome
  readonly causes: readonly string[]
  readonly place: string
  readonly title: string
}

/** What is said of a fault; place and title are those wanted where they are right, so that a failing test shows what came instead. */
export function verdictOf(fault: Fault): Verdict {
  const service = serviceOf(fault.service)
  const { outcome, diagnosis } = diagnosed(service, readingsOf(service, fault.changes))
  const [first] = diagnosis.causes
  const wanted = wantedOf(fault)
  return {
    outcome,
    causes: diagnosis.causes.map((cause) => `${cause.cause} ${cause.strength}`),
    place:
      first === undefined || first.where.includes(wanted.place) || wanted.place === ''
        ? wanted.place
        : first.where.join(),
    title: first === undefined || (fault.title ?? /./).test(first.title) ? wanted.title : first.title,
  }
}

/** What must be said of a fault. */
export function wantedOf({ outcome, causes, place = '', title }: Fault): Verdict {
  return { outcome, causes, place, title: String(title ?? '') }
}

/** Everything that is said of faults, as text to be read and kept: a change of any word shows as a change of the file. */
export function tellFaults(faults: readonly Fault[]): string {
  return faults.map(tellFault).join('\n')
}

function tellFault(fault: Fault): string {
  const service = serviceOf(fault.service)
  const { steps, diagnosis, outcome } = diagnosed(service, readingsOf(service, fault.changes))
  const lines = [
    `== ${fault.name}: ${outcome}`,
    ...steps.map((step) => `${step.id} ${step.status}: ${step.summary}`),
    ...diagnosis.causes.flatMap(tellCause),
    ...diagnosis.ruledOut.map((each) => `not ${each.cause}: ${each.text}`),
    ...diagnosis.notLookedAt.map(
      (each) => `unseen ${each.what}: ${each.why}${each.fix === undefined ? '' : ` (${each.fix})`}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function tellCause(cause: Diagnosis['causes'][number]): readonly string[] {
  return [
    `-> ${cause.cause} ${cause.strength}: ${cause.title}`,
    `   where ${cause.where.join(' | ')}`,
    ...cause.because.map((each) => `   because ${each.step} [${each.evidence}] ${each.text}`),
    ...cause.next.map((each) => `   next ${each}`),
  ]
}
