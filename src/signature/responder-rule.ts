import type { ResponseView } from './view-response.ts'

/** How sure an answer is: `certain` a text that only this program writes; `likely` fits it and nothing else known; `unknown` a guess. */
export type Certainty = 'certain' | 'likely' | 'unknown'

/**
 * What a response must look like; every given field must hold. Texts are compared folded: lower case, runs of white
 * space as one space, none beside `<` and `>`. `{status}` stands for the response's own status.
 */
export interface ResponseTest {
  readonly status?: readonly number[]
  /** Reason phrase, folded. */
  readonly phrase?: string
  /** Header name (lower case) → what one of its values (lower case) must match. */
  readonly header?: Readonly<Record<string, RegExp>>
  /** Headers that must be absent. */
  readonly without?: readonly string[]
  /** The body must contain all of these. */
  readonly has?: readonly string[]
  /** The body must contain none of these. */
  readonly lacks?: readonly string[]
  /** The body must start with one of these. */
  readonly starts?: readonly string[]
  /** The body must be one of these, whole. */
  readonly is?: readonly string[]
  /** The body must match. Keep it linear: no quantifier inside a quantifier. */
  readonly like?: RegExp
  /** The body must be a JSON object in which each of these matches the value written as text. */
  readonly json?: Readonly<Record<string, RegExp>>
  /** The body must be empty (a HEAD request, or a program that sends none). */
  readonly empty?: true
  /** A fact that has to be computed, such as a length that follows from another header. */
  readonly fact?: (view: ResponseView) => boolean
}

/** One signature: which program writes such a response, what it means by it, where to look next, and who says so. */
export interface ResponderRule {
  readonly id: string
  /** Lower-case name; `app` for an application or its framework. */
  readonly program: string
  readonly certainty: Certainty
  readonly when: ResponseTest
  readonly meaning: string
  readonly next: readonly string[]
  /** Vendor documentation, source code, public report, or the name of a capture in test/fixtures/responses. */
  readonly source: string
}
