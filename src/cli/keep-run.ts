import { randomUUID } from 'node:crypto'
import { AppError } from '../lib/app-error.ts'
import { cleanText } from '../lib/clean-text.ts'
import { masked } from '../lib/masked.ts'
import { renderHeadline } from '../report/render-headline.ts'
import type { Report } from '../report/report.ts'
import type { CliWorld } from './cli-world.ts'

/** Keeps a run in the store, where one is configured. A store that cannot keep it is said and changes nothing else. */
export async function keepRun(report: Report, world: CliWorld): Promise<void> {
  try {
    const memory = await world.openMemory()
    if (!memory) return
    try {
      const [cause] = report.diagnosis.causes
      await memory.keepRun({
        runId: randomUUID(),
        service: report.service,
        by: { kind: 'unix', user: world.user },
        startedAt: report.startedAt,
        finishedAt: report.finishedAt,
        outcome: report.outcome,
        headline: renderHeadline(report),
        report,
        ...(cause ? { cause: cause.cause } : {}),
      })
    } finally {
      await memory.close()
    }
  } catch (error) {
    const why =
      error instanceof AppError ? error.message : masked`${error instanceof Error ? error.message : String(error)}`
    await world.stderr.write(cleanText(`Note: this run is not kept: ${why}\n`))
  }
}
