import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** Command lines of this machine's processes that contain `mark`, this one left out. */
export function processesWith(mark: string): readonly string[] {
  const found: string[] = []
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      if (command.includes(mark) && state !== 'Z' && Number(pid) !== process.pid) found.push(`${pid} ${command}`)
    } catch {
      // Gone while we looked.
    }
  }
  return found
}

let count = 0

/** A number of seconds that no other process on this machine sleeps: `sleep ${nap}` is found again by it. */
export function uniqueNap(): string {
  count++
  return `${9000 + (process.pid % 1000)}.${String(Date.now() % 100_000)}${count}`
}

/** Waits until a process with this mark runs, so that a test kills what is really there. */
export async function waitForProcess(mark: string): Promise<void> {
  await expect.poll(() => processesWith(mark).length, { timeout: 5000, interval: 10 }).toBeGreaterThan(0)
}

/** Parents of a process, nearest first. */
export function ancestorsOf(pid: number): readonly number[] {
  const found: number[] = []
  for (let current = parentOf(pid); current > 1; current = parentOf(current)) found.push(current)
  return found
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
