import type { Report, StepId } from '../report/report.ts'
import type { RunEvent } from '../run/run-event.ts'
import type { Allow } from '../service/service.ts'

/** What the Slack surface is given: the engine behind it, and nothing of how it works. */
export interface SlackWorld {
  /** Names of `services.yml` in its order, as it is now: it may be read again. */
  readonly services: readonly string[]
  /** Who may check a service, as `services.yml` says now; undefined for everybody. */
  allowOf(service: string): Allow | undefined
  /** Why these hosts cannot be looked at, for who asked, with the nearest names; undefined when they can. */
  hostProblem?(asked: { readonly service: string; readonly hosts: readonly string[] }): string | undefined
  check(asked: {
    readonly service: string
    readonly hosts: readonly string[]
    readonly only: readonly StepId[]
    readonly signal: AbortSignal
    readonly onEvent: (event: RunEvent) => void
  }): Promise<Report>
  /** Fetches a URL and says who answered; refuses every address that `services.yml` does not name. */
  explain(url: string, options: { readonly signal: AbortSignal }): Promise<ExplainAnswer>
  /** The services that name the address of a URL. */
  servicesAt(url: string): readonly string[]
  /** What is known about a cause, as text; undefined when nothing is. */
  causeHelp(cause: string): string | undefined
  readonly log: SlackLog
  readonly now: () => number
  readonly newId: () => string
}

export type ExplainAnswer =
  | {
      readonly kind: 'explained'
      readonly status: number | null
      readonly emitter: { readonly program: string; readonly certainty: string }
      readonly meaning: string
      readonly next: readonly string[]
    }
  | { readonly kind: 'refused' | 'failed'; readonly detail: string }

/** The part of pino that is used here. */
export interface SlackLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
