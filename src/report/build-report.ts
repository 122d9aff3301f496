import type { StepId } from '../checklist/step.ts'
import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'
import { judgeReport, sortReadings } from './judge-report.ts'
import { maskSecrets, secretsOf, withoutSecrets } from './mask-secrets.ts'
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
}

/** The report of a run: readings freed of the service's secrets, put in a fixed order, and judged. */
export function buildReport({ service, readings, startedAt, finishedAt, only }: ReportInput): Report {
  const secrets = secretsOf(service)
  const clean = secrets.length > 0 ? maskSecrets(readings, secrets) : readings
  const judgedFrom = {
    service: withoutSecrets(service),
    readings: sortReadings(clean),
    ...(only ? { only } : {}),
  }
  return judgeReport({ judgedFrom, startedAt, finishedAt })
}
