import type { Finding } from '../../src/checklist/finding.ts'

/** A finding with every word and figure, as text to be read and kept: a line, and a line of its own for each fact. */
export function tellFinding({ step, weight, id, place, topic, text, readings, host, facts }: Finding): string {
  const told = Object.entries({ ...facts, ...(host === undefined ? {} : { host }) })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`)
  return [`${step} ${weight} ${id} @ ${place} | ${topic} | ${text} | ${readings.join(' ')}`, ...told].join('\n')
}
