import type { FindingId } from './finding-ids.ts'
import type { StepId } from './step.ts'

/**
 * One fact that the judging of readings established, with the readings it rests on. Steps are summaries of findings;
 * causes are scored from them. Thresholds are applied here and nowhere else.
 */
export interface Finding {
  /** What was found, from a closed list. */
  readonly id: FindingId
  readonly step: StepId
  /** `fail` breaks users · `warn` worth a look, harms nobody by itself · `info` context · `clear` looked, and it is fine · `unseen` could not look. */
  readonly weight: 'fail' | 'warn' | 'info' | 'clear' | 'unseen'
  /** Where: a host, `be/app1` of a balancer, an endpoint's label. */
  readonly place: string
  /** `text` without place and figures, so that the same thing at many places folds into one line: 'gunicorn failed'. */
  readonly topic: string
  /** One line with the figures: '38 of 40 connections idle in transaction for 14 min from app2, user app'. */
  readonly text: string
  /** Keys (`readingKey`) of the readings it rests on; at least one unless nothing was read. */
  readonly readings: readonly string[]
  /** Typed figures for causes and for comparing with an earlier report. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}
