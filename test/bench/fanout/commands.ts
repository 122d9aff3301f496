import { readFileSync } from 'node:fs'
import { release } from 'node:os'

/** One of the eight commands that every contender runs on every host, and what its output must look like. */
export interface Command {
  readonly id: string
  readonly script: string
  readonly expected: RegExp
}

/**
 * Cheap readings that a diagnosis begins with; each answer can be told from nonsense, two of them exactly. No `ps`: all
 * hosts of the benchmark share a kernel, so it would count the processes of every other host.
 */
export const commands: readonly Command[] = [
  { id: 'load', script: 'cat /proc/loadavg', expected: /^[\d.]+ [\d.]+ [\d.]+ \d+\/\d+ \d+$/ },
  {
    id: 'memory',
    script: 'head -n 3 /proc/meminfo',
    expected: new RegExp(`^${firstLine('/proc/meminfo')}\\nMemFree: +\\d+ kB\\nMemAvailable: +\\d+ kB$`),
  },
  { id: 'disk', script: 'df -P /', expected: /^Filesystem .*\n\S+ +\d+ +\d+ +\d+ +\d+% \/$/ },
  { id: 'sockets', script: 'ss -s', expected: /^Total: \d+\nTCP: +\d+ \([^)]*\)\n/ },
  { id: 'kernel', script: 'uname -sr', expected: new RegExp(`^Linux ${release().replaceAll(/[.+]/g, '\\$&')}$`) },
  { id: 'processors', script: 'head -n 1 /proc/stat', expected: /^cpu +\d+( \d+){6,}$/ },
  { id: 'uptime', script: 'cat /proc/uptime', expected: /^\d+\.\d+ \d+\.\d+$/ },
  { id: 'files', script: 'cat /proc/sys/fs/file-nr', expected: /^\d+\s+\d+\s+\d+$/ },
]

/** All eight in one command line, each answer under a line '@<number>', as one would write it for clush or ssh. */
export const commandLine = commands.map(({ script }, index) => `echo @${index + 1}; ${script}`).join('; ')

/** The eight outputs in what `commandLine` printed. */
export function splitOutput(text: string): readonly string[] {
  return text
    .split(/^@\d+\n/m)
    .slice(1)
    .map((output) => output.trim())
}

/** What is wrong with one host's eight outputs; empty when all are right. */
export function wrongOutputs(outputs: readonly string[]): readonly string[] {
  return commands.flatMap(({ id, expected }, index) => {
    const output = outputs[index]
    if (output === undefined) return [`${id}: nothing`]
    return expected.test(output) ? [] : [`${id}: ${JSON.stringify(output.slice(0, 80))}`]
  })
}

function firstLine(file: string): string {
  return readFileSync(file, 'utf8').split('\n')[0] ?? ''
}
