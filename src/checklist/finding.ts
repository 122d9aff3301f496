import type { StepId } from './step.ts'

/**
 * One fact that the judging of readings established, with the readings it rests on. Steps are summaries of findings;
 * causes are scored from them. Thresholds are applied here and nowhere else.
 */
export interface Finding {
  /** What was found, from the closed list that its step's file exports. */
  readonly id: string
  readonly step: StepId
  /** `fail` breaks users · `warn` worth a look, harms nobody by itself · `info` context · `clear` looked, and it is fine · `unseen` could not look. */
  readonly weight: 'fail' | 'warn' | 'info' | 'clear' | 'unseen'
  /** Where: a host, `be/app1` of a balancer, an endpoint's label. */
  readonly place: string
  /** One line with the figures: '38 of 40 connections idle in transaction for 14 min from app2, user app'. */
  readonly text: string
  /** Keys (`readingKey`) of the readings it rests on; at least one unless nothing was read. */
  readonly readings: readonly string[]
  /** Typed figures for causes and for comparing with an earlier report. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}
