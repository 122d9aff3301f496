import type { Step, StepId } from '../checklist/step.ts'
import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'
import { judgeAsked, judgeReport, sortReadings } from './judge-report.ts'
import { maskSecrets, secretsOf, withoutSecrets, withoutSubjectSecrets } from './mask-secrets.ts'
import type { Report } from './report.ts'

export interface ReportInput {
  readonly service: Service
  readonly readings: readonly Reading[]
  /** ISO 8601. */
  readonly startedAt: string
  /** ISO 8601. */
  readonly finishedAt: string
  /** Steps that were asked for; absent for all. */
  readonly only?: readonly StepId[]
  /** Hosts of the service that were not asked for. */
  readonly otherHosts?: readonly string[]
}

/** The report of a run: readings freed of the service's secrets, put in a fixed order, and judged. */
export function buildReport(input: ReportInput): Report {
  const { startedAt, finishedAt } = input
  return judgeReport({ judgedFrom: judgedFromOf(input), startedAt, finishedAt })
}

/** Its checklist alone, for steps that settle while the run goes on: what it costs counts in a fleet. */
export function buildSteps(input: Omit<ReportInput, 'startedAt'>): readonly Step[] {
  return judgeAsked({ judgedFrom: judgedFromOf(input), finishedAt: input.finishedAt }).steps
}

function judgedFromOf({
  service,
  readings,
  only,
  otherHosts,
}: Omit<ReportInput, 'startedAt' | 'finishedAt'>): Report['judgedFrom'] {
  const secrets = secretsOf(service)
  const named = readings.map((reading) => withoutSubjectSecrets(reading, secrets))
  const clean = secrets.length > 0 ? maskSecrets(named, secrets) : named
  return {
    service: withoutSecrets(service),
    readings: sortReadings(clean),
    ...(only ? { only } : {}),
    ...(otherHosts ? { otherHosts } : {}),
  }
}
