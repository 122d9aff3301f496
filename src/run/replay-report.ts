import { planRun } from '../checklist/plan/plan-run.ts'
import { unseenHosts } from '../checklist/read/unseen-hosts.ts'
import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import type { Reading } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'
import { judgeReport, sortReadings } from '../report/judge-report.ts'
import { parseReport } from '../report/parse-report.ts'
import type { Report } from '../report/report.ts'
import { unseenReading } from './unseen-reading.ts'

/**
 * Judges the readings of a stored report again with today's rules. Same rules, same report. Throws `REPORT_INVALID`
 * for anything that is not one; `file` is named in the message.
 */
export function replayReport(text: string, { file }: { readonly file: string }): Report {
  const { judgedFrom, startedAt, finishedAt, changes } = parseReport(text, { file })
  try {
    const readings = sortReadings(withUnknownThen(judgedFrom, startedAt))
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

/**
 * A report of an earlier version has no reading of probes that were added since. Where none of its hosts was asked for
 * something that no step's answer depends on, that is no look which was broken off: a host that was seen is said not to
 * have been asked, one that was not seen stays that.
 */
function withUnknownThen({ service, readings, only }: Report['judgedFrom'], at: string): readonly Reading[] {
  const known = new Set(readings.map(({ probe }) => probe))
  const added = [...planRun(service, readings).observations.values()].filter(
    ({ probe, isEssential, step }) => !isEssential && !known.has(probe) && only?.includes(step) !== false,
  )
  const unseen = unseenHosts(readings, () => true)
  return [
    ...readings,
    ...added.map((observation) =>
      unseenReading(observation, unseen.get(observation.host) ?? notAskedThen, { at, durationMs: 0 }),
    ),
  ]
}

const notAskedThen: Unseen = {
  kind: 'unseen',
  reason: 'unsupported',
  detail: 'the report was made before this was looked at',
}
