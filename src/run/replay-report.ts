import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { judgeReport, sortReadings } from '../report/judge-report.ts'
import { parseReport } from '../report/parse-report.ts'
import type { Report } from '../report/report.ts'

/**
 * Judges the readings of a stored report again with today's rules. Same rules, same report. Throws `REPORT_INVALID`
 * for anything that is not one; `file` is named in the message.
 */
export function replayReport(text: string, { file }: { readonly file: string }): Report {
  const { judgedFrom, startedAt, finishedAt, changes } = parseReport(text, { file })
  try {
    const readings = sortReadings(judgedFrom.readings)
    const report = judgeReport({ judgedFrom: { ...judgedFrom, readings }, startedAt, finishedAt })
    return changes ? { ...report, changes } : report
  } catch (error) {
    throw new AppError(
      'REPORT_INVALID',
      masked`Cannot judge the readings in ${file}: one of them has not the shape of its probe`,
      {
        hint: 'The file was changed by hand or written by another version.',
        cause: error,
      },
    )
  }
}
