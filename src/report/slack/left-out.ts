import type { Evidence, Step } from '../../checklist/step.ts'
import type { Report } from '../report.ts'

/** How much of each part of a report a thread shows; the rest is behind *Evidence* and in the file. */
export const mostShown = {
  causes: 3,
  because: 3,
  where: 3,
  next: 4,
  ruledOut: 4,
  notLookedAt: 4,
  /** Of a cause's first reading. */
  quoteLines: 4,
  quote: 400,
  /** Of a step's first reading, the line that says where it is from included. */
  outputLines: 3,
  output: 300,
  line: 180,
  /** What a gap is, why, and how to close it. */
  gap: 400,
  /** A command is shown whole or not at all. */
  command: 1200,
} as const

/**
 * Whether the thread leaves out something that people look for: output of a step that is not fine was cut or has more
 * readings than the one that is quoted, or causes, reasons, places, next actions or gaps were folded. Never when the
 * service is healthy.
 */
export function isMoreThanShown(report: Report): boolean {
  if (report.outcome === 'healthy') return false
  const { causes, notLookedAt } = report.diagnosis
  return (
    report.steps.some(isCut) ||
    causes.length > mostShown.causes ||
    notLookedAt.length > mostShown.notLookedAt ||
    causes.some(
      ({ because, where, actions }) =>
        because.length > mostShown.because ||
        where.length > mostShown.where ||
        actions.length > mostShown.next ||
        actions.some(({ command = '' }) => command.length > mostShown.command),
    )
  )
}

function isCut({ status, evidence }: Step): boolean {
  if (status === 'pass' || status === 'skipped') return false
  const [first, ...others] = evidence
  return others.some(({ excerpt }) => excerpt.trim() !== '') || (first !== undefined && isLong(first))
}

function isLong({ excerpt, host, source }: Evidence): boolean {
  const text = excerpt.trim()
  const lines = text.split('\n').length
  return lines > mostShown.outputLines || `${host}$ ${source}\n${text}`.length > mostShown.output
}
