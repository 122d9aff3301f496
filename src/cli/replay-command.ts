import { compareReports } from '../report/compare-reports.ts'
import { exitCodeOf } from '../report/exit-code-of.ts'
import { parseReport } from '../report/parse-report.ts'
import { replayReport } from '../run/replay-report.ts'
import type { CliWorld } from './cli-world.ts'
import type { ReportFormat } from './report-formats.ts'
import { writeReport } from './write-report.ts'

export interface ReplayFlags {
  readonly format: ReportFormat
  readonly evidence?: boolean
  readonly baseline?: string
}

/** `503 replay`: judges a stored report again and prints it; gives the exit status of its outcome. */
export async function replayCommand(path: string, flags: ReplayFlags, world: CliWorld): Promise<number> {
  const replayed = replayReport(await world.readText(path), { file: path })
  const { baseline } = flags
  const before = baseline === undefined ? undefined : parseReport(await world.readText(baseline), { file: baseline })
  const report = before ? { ...replayed, changes: compareReports(before, replayed) } : replayed
  await writeReport(report, flags, world)
  return exitCodeOf(report.outcome)
}
