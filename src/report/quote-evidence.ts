import type { Evidence, Step, StepId } from '../checklist/step.ts'
import type { Cause } from '../diagnosis/diagnosis.ts'
import { cleanText } from '../lib/clean-text.ts'
import type { Report } from './report.ts'

/** How much evidence a renderer shows. */
export interface Quoting {
  /** Of every step, in full; else only what failed, a few lines of it. */
  readonly everything: boolean
}

/** Lines of an excerpt shown unless everything is: the start says what it is, the end says what happened last. */
const headLines = 2
const tailLines = 4
const perCause = 2
const perStep = 2

/** The readings behind a cause, each once, in the order of its reasons. */
export function evidenceOfCause(report: Report, cause: Cause, { everything }: Quoting): readonly Evidence[] {
  const found = cause.because.flatMap((reason) => evidenceAt(report.steps, reason.step, reason.evidence))
  const withText = [...new Set(found)].filter((evidence) => evidence.excerpt.trim() !== '')
  return everything ? withText : withText.slice(0, perCause)
}

/** Evidence of one step that no cause has quoted already: all of it, or a little of a step that failed. */
export function evidenceOfStep(
  step: Step,
  quoted: ReadonlySet<Evidence>,
  { everything }: Quoting,
): readonly Evidence[] {
  if (!everything && step.status !== 'fail') return []
  const left = step.evidence.filter((evidence) => !quoted.has(evidence))
  return everything ? left : left.filter((evidence) => evidence.excerpt.trim() !== '').slice(0, perStep)
}

/** Lines of an excerpt, without the middle of a long one. */
export function excerptLines(evidence: Evidence, { everything }: Quoting): readonly string[] {
  const lines = cleanText(evidence.excerpt).replaceAll('\t', '    ').trimEnd().split('\n')
  const left = lines.length - headLines - tailLines
  if (everything || left <= 1) return lines
  return [...lines.slice(0, headLines), `… ${left} lines more with --evidence …`, ...lines.slice(-tailLines)]
}

function evidenceAt(steps: readonly Step[], step: StepId, index: number): readonly Evidence[] {
  const evidence = steps.find(({ id }) => id === step)?.evidence[index]
  return evidence ? [evidence] : []
}
