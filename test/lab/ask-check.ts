import { mkdir, writeFile } from 'node:fs/promises'
import type { Report } from '../../src/report/report.ts'
import { servicesFile } from './access.ts'
import { tryCommand } from './command.ts'
import type { Fault } from './fault.ts'
import { botNamespace, projectDirectory, stateDirectory } from './places.ts'
import { judgeVerdict, type Result } from './verdict.ts'

const reportsDirectory = `${projectDirectory}/.cache/lab/reports`
const reportFile = (fault: Fault): string => `${reportsDirectory}/${fault.id}.json`

/** Runs the command as a user at the bot's place would, and keeps its report in `.cache/lab/reports/`. */
export async function askCheck(fault: Fault): Promise<Result> {
  await mkdir(reportsDirectory, { recursive: true })
  const check = ['check', 'api-prod', '--config', servicesFile, '--format', 'json']
  const result = await ask(fault, ['ip', 'netns', 'exec', botNamespace, process.execPath, 'bin/503.js', ...check])
  if (result.stdout.length > 0) await writeFile(reportFile(fault), result.stdout)
  return result.result
}

/** Judges the kept report of an earlier run again with today's rules, without any host. */
export async function askReplay(fault: Fault): Promise<Result> {
  return (await ask(fault, [process.execPath, 'bin/503.js', 'replay', reportFile(fault), '--format', 'json'])).result
}

async function ask(fault: Fault, command: readonly string[]): Promise<{ stdout: string; result: Result }> {
  const startedAt = performance.now()
  const options = { directory: projectDirectory, timeoutMs: 120_000, environment: { HOME: stateDirectory } }
  const { stdout, stderr, exitCode } = await tryCommand(command, options)
  const seconds = (performance.now() - startedAt) / 1000
  const report = parseReport(stdout)
  if (report === undefined) {
    const message = `exit ${exitCode} after ${seconds.toFixed(1)} s: ${(stderr || stdout).trim().slice(-600)}`
    return { stdout, result: { kind: 'no-report', fault, message } }
  }
  return { stdout, result: { kind: 'judged', fault, verdict: judgeVerdict(fault, report, { exitCode, seconds }) } }
}

function parseReport(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report
  } catch {
    return undefined
  }
}
