import type { Finding } from '../checklist/finding.ts'
import type { NextStep } from './action.ts'
import type { CauseId, Strength } from './diagnosis.ts'
import type { DiagnosisInput } from './diagnosis-input.ts'

/** A cause that something speaks for, before it is ranked among the others. */
export interface Hypothesis {
  readonly cause: CauseId
  readonly strength: Strength
  readonly title: string
  readonly where: readonly string[]
  /** What it stands on. When a stronger hypothesis explains all of it, this one was only a symptom. */
  readonly rests: readonly Finding[]
  /**
   * Of a shortage that would make anything slow: what is slow. Where causes that name one thing account for all of it,
   * the shortage is a possibility beside them.
   */
  readonly felt?: readonly Finding[]
  /** Further findings that fit, told after those it stands on. */
  readonly supports: readonly Finding[]
  /** Hosts of the service that it takes out; `all` for what every host shares. */
  readonly hosts: readonly string[] | 'all'
  /** What to do; what only looks is told before what acts. A plain string is advice that has no command. */
  readonly next: readonly NextStep[]
  /** Whether a finding is downstream of it. */
  readonly explains: (finding: Finding) => boolean
}

/** What a rule knows of one cause: its hypotheses, and the finding that rules the cause out when there is none. */
export interface CauseRule {
  readonly cause: CauseId
  readonly examine: (input: DiagnosisInput) => readonly Hypothesis[]
  /** Looked at, and fine; undefined when that was not seen well enough to say so. */
  readonly ruleOut: (input: DiagnosisInput) => { readonly text: string } | undefined
}
