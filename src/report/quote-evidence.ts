import type { Evidence, Step, StepId } from '../checklist/step.ts'
import type { Cause } from '../diagnosis/diagnosis.ts'
import { cleanText } from '../lib/clean-text.ts'
import { pickLines } from './pick-lines.ts'
import type { Report } from './report.ts'

/** How much evidence a renderer shows. */
export interface Quoting {
  /** Of every step, in full; else only what failed, a few lines of it. */
  readonly everything: boolean
}

/** Lines of an excerpt shown unless everything is. */
const toldLines = 6
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

/** Lines of an excerpt: of a long one those that bear on what it is quoted for. */
export function excerptLines(evidence: Evidence, about: string, { everything }: Quoting): readonly string[] {
  const lines = cleanText(evidence.excerpt).replaceAll('\t', '    ').trimEnd().split('\n')
  if (everything || lines.length <= toldLines + 1) return lines
  const told = pickLines(lines, about, toldLines)
  return [...told, `… ${lines.length - told.length} lines more with --evidence …`]
}

/** What a reading is quoted for: the cause, and those of its reasons that rest on it. */
export function quotedFor(report: Report, cause: Cause, evidence: Evidence): string {
  const reasons = cause.because.filter((reason) =>
    evidenceAt(report.steps, reason.step, reason.evidence).includes(evidence),
  )
  return [cause.title, ...reasons.map(({ text }) => text)].join(' ')
}

function evidenceAt(steps: readonly Step[], step: StepId, index: number): readonly Evidence[] {
  const evidence = steps.find(({ id }) => id === step)?.evidence[index]
  return evidence ? [evidence] : []
}
