import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Report } from '../../src/report/report.ts'
import { servicesFile } from './access.ts'
import { tryCommand } from './command.ts'
import type { Fault } from './fault.ts'
import { botNamespace, projectDirectory, stateDirectory } from './places.ts'
import { judgeVerdict, type Result } from './verdict.ts'

const reportsDirectory = `${projectDirectory}/.cache/lab/reports`
const reportFile = (fault: Fault, directory = reportsDirectory): string => `${directory}/${fault.id}.json`

/** What was said, and what it is worth. */
export interface Asked {
  readonly result: Result
  /** Absent where the command printed none. */
  readonly report?: Report
}

/** Runs the command as a user at the bot's place would, and keeps its report in `.cache/lab/reports/`. */
export async function askCheck(fault: Fault): Promise<Asked> {
  await mkdir(reportsDirectory, { recursive: true })
  const check = ['check', 'api-prod', '--config', servicesFile, '--format', 'json']
  return ask(fault, ['ip', 'netns', 'exec', botNamespace, process.execPath, 'bin/503.js', ...check], (printed) =>
    writeFile(reportFile(fault), printed),
  )
}

/** Judges the kept report of an earlier run again with today's rules, without any host. */
export async function askReplay(fault: Fault, directory = reportsDirectory): Promise<Asked> {
  return ask(fault, [process.execPath, 'bin/503.js', 'replay', reportFile(fault, directory), '--format', 'json'])
}

/** A report that was kept; undefined where none was. */
export async function readReport(fault: Fault, directory: string): Promise<Report | undefined> {
  return parseReport(await readFile(reportFile(fault, directory), 'utf8').catch(() => ''))
}

async function ask(
  fault: Fault,
  command: readonly string[],
  keep: (printed: string) => Promise<void> = async () => {},
): Promise<Asked> {
  const startedAt = performance.now()
  const options = { directory: projectDirectory, timeoutMs: 120_000, environment: { HOME: stateDirectory } }
  const { stdout, stderr, exitCode } = await tryCommand(command, options)
  const seconds = (performance.now() - startedAt) / 1000
  if (stdout.length > 0) await keep(stdout)
  const report = parseReport(stdout)
  if (report === undefined) {
    const message = `exit ${exitCode} after ${seconds.toFixed(1)} s: ${(stderr || stdout).trim().slice(-600)}`
    return { result: { kind: 'no-report', fault, message } }
  }
  return { report, result: { kind: 'judged', fault, verdict: judgeVerdict(fault, report, { exitCode, seconds }) } }
}

function parseReport(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report
  } catch {
    return undefined
  }
}
