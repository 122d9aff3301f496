import type { Report } from '../../src/report/report.ts'

/** What differs between two reports of one fault. */
export interface Differences {
  /** Outcome, causes, how sure, where, and the readings they rest on. */
  readonly verdict: readonly string[]
  /** Words: titles, reasons, next steps, summaries. */
  readonly words: readonly string[]
}

/**
 * Compares what two reports say. Reports of the same readings must agree to the letter; of two runs (`isSameRun` false)
 * figures, times and ports differ by nature and are not compared.
 */
export function compareVerdicts(before: Report, now: Report, isSameRun: boolean): Differences {
  const plain = isSameRun ? (lines: readonly string[]) => lines : withoutFigures
  return {
    verdict: differenceOf(plain(verdictLines(before)), plain(verdictLines(now))),
    words: differenceOf(plain(wordLines(before)), plain(wordLines(now))),
  }
}

function verdictLines({ outcome, steps, diagnosis }: Report): readonly string[] {
  return [
    `outcome ${outcome}`,
    ...steps.map(({ id, status }) => `step ${id} ${status}`),
    ...diagnosis.causes.flatMap(({ cause, strength, where, because }, index) => [
      `cause ${index + 1} ${cause} ${strength} at ${where.join(' | ')}`,
      ...because.map(({ step, evidence }) => {
        const quoted = steps.find(({ id }) => id === step)?.evidence[evidence]
        return `cause ${index + 1} rests on ${step}: ${quoted?.host} ${quoted?.source}`
      }),
    ]),
    ...diagnosis.ruledOut.map(({ cause }) => `ruled out ${cause}`),
  ]
}

function wordLines({ steps, diagnosis }: Report): readonly string[] {
  return [
    ...steps.map(({ id, summary }) => `${id}: ${summary}`),
    ...diagnosis.causes.flatMap(({ title, because, next }) => [title, ...because.map(({ text }) => text), ...next]),
    ...diagnosis.ruledOut.map(({ cause, text }) => `not ${cause}: ${text}`),
    ...diagnosis.notLookedAt.map(({ what, why, fix = '' }) => `not looked at ${what}: ${why} ${fix}`),
  ]
}

function differenceOf(before: readonly string[], now: readonly string[]): readonly string[] {
  const [had, has] = [new Set(before), new Set(now)]
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ]
}

function withoutFigures(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/\d+(?:[.:,]\d+)*/g, '#'))
}
