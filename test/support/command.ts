import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../../src/report/report.ts'

/** The command as users start it. */
export const bin = join(import.meta.dirname, '../../bin/503.js')

export interface Ended {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
  readonly elapsedMs: number
  /** From the start to the first line on standard error. */
  readonly firstLineMs: number
  /** The most memory it ever held (VmHWM). */
  readonly peakMb: number
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** Starts `503 …` in a folder that is its home too, with nothing of this process's environment but PATH. */
export function startCommand(
  args: readonly string[],
  { folder, env = {}, stdin = '' }: { readonly folder: string; readonly env?: object; readonly stdin?: string },
): Running {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
  })
  let out = ''
  let err = ''
  let firstLineMs = Number.NaN
  let peakMb = 0
  const measure = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid ?? 0))), 20)
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => {
    if (err === '') firstLineMs = performance.now() - startedAt
    err += String(chunk)
  })
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const ended = once(child, 'close').then(([exit, signal]) => {
    clearInterval(measure)
    return { exit, signal, out, err, elapsedMs: performance.now() - startedAt, firstLineMs, peakMb }
  })
  return { child, ended }
}

/** Runs `503 check … --format json` and reads its report. */
export async function runCheck(
  args: readonly string[],
  options: Parameters<typeof startCommand>[1],
): Promise<Ended & { readonly report: Report }> {
  const ended = await startCommand(['check', ...args, '--format', 'json'], options).ended
  if (ended.out === '') throw new Error(`503 check printed no report (exit ${ended.exit}): ${ended.err}`)
  return { ...ended, report: JSON.parse(ended.out) as Report }
}

function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
