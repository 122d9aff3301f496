import type { Step, StepId } from '../checklist/step.ts'
import type { Diagnosis, Outcome } from '../diagnosis/diagnosis.ts'
import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'

/** The checklist's words, for the surfaces that know a run by its report alone. */
export { type StepId, stepIds } from '../checklist/step.ts'

export type { Outcome }

/** The result of a run, neutral of any surface. Version 1; fields are only ever added. */
export interface Report {
  readonly version: 1
  readonly service: string
  readonly outcome: Outcome
  readonly startedAt: string
  readonly finishedAt: string
  readonly durationMs: number
  readonly steps: readonly Step[]
  readonly diagnosis: Diagnosis
  /** What happened when, oldest first: first failure, unit starts, release, OOM kills, changed configuration. */
  readonly timeline?: readonly TimelineEntry[]
  /** With `--baseline`: what differs from an earlier report. */
  readonly changes?: Changes
  /** What it was judged from, so that `503 replay` can judge it again. Holds no secret: endpoints by label only. */
  readonly judgedFrom: {
    readonly service: Service
    readonly readings: readonly Reading[]
    /** With `--only`: the steps that were asked for; the others are skipped. */
    readonly only?: readonly StepId[]
    /** With `--host`: hosts of the service that were not asked for; `service.hosts` are those that were. */
    readonly otherHosts?: readonly string[]
  }
}

export interface TimelineEntry {
  /** ISO 8601, in the clock of the host that it was read on. */
  readonly at: string
  /** Where: a host. */
  readonly place: string
  readonly text: string
  /** From the first failure, or from the run where none was seen: '3 min before', '40 s after'. */
  readonly distance: string
}

export interface Changes {
  /** `startedAt` of the earlier report. */
  readonly since: string
  /** One line each: 'db1 connections 12 → 97'. */
  readonly lines: readonly string[]
}
