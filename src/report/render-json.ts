import type { Report } from './report.ts'

/** The report as JSON with a newline at its end: the contract of `docs/report.md`, and what `503 replay` reads. */
export function renderJson(report: Report): string {
  return [...jsonParts(report)].join('')
}

/**
 * The same in parts of at least 64 KB, so that a fleet's megabytes never stand in memory as one text. Indented, but for the
 * readings: one on each line.
 */
export function* jsonParts(report: Report): Generator<string> {
  let part = ''
  for (const piece of pieces(report)) {
    part += piece
    if (part.length < 65_536) continue
    yield part
    part = ''
  }
  yield part
}

function* pieces({ judgedFrom, ...judged }: Report): Generator<string> {
  const { readings, ...rest } = judgedFrom
  // Without their closing braces: what follows goes inside.
  yield `${JSON.stringify(judged, null, 2).slice(0, -2)},\n  "judgedFrom": `
  yield `${JSON.stringify(rest, null, 2).replaceAll('\n', '\n  ').slice(0, -4)},\n    "readings": [`
  for (const [index, reading] of readings.entries()) yield `${index === 0 ? '' : ','}\n      ${JSON.stringify(reading)}`
  yield `${readings.length === 0 ? '' : '\n    '}]\n  }\n}\n`
}
