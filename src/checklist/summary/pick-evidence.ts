import type { Reading } from '../../probe/reading.ts'
import type { Finding } from '../finding.ts'
import type { Evidence } from '../step.ts'

/** Readings quoted for one step: enough for every kind of failure, few enough to be read at night. */
const quotedLimit = 12
const order: readonly Finding['weight'][] = ['fail', 'warn', 'unseen', 'info', 'clear']

/** A reading as evidence; one that saw nothing is quoted with why. */
export function quoteReading(reading: Reading): Evidence {
  const { host, from, source, at, excerpt, outcome } = reading
  const text = outcome.kind === 'unseen' ? outcome.detail : excerpt
  return { host: from === host ? host : `${host} (asked from ${from})`, source, at, excerpt: text }
}

/** The readings behind a step: for every kind of finding the first, the worst kinds first, none twice. */
export function pickEvidence(
  findings: readonly Finding[],
  readingOf: (key: string) => Reading | undefined,
): readonly Evidence[] {
  const firsts = [...Map.groupBy(findings, (finding) => `${finding.weight} ${finding.id}`).values()]
  const sorted = firsts
    .flatMap((group) => group.slice(0, 1))
    .sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight))
  const keys = new Set(sorted.flatMap((finding) => finding.readings.slice(0, 1)))
  return [...keys]
    .flatMap((key) => readingOf(key) ?? [])
    .slice(0, quotedLimit)
    .map(quoteReading)
}
