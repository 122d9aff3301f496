import { readFileSync } from 'node:fs'
import type { Output } from '../../src/probe/execute.ts'

/** A capture made by `scripts/capture-section.ts`, as the output it was: `readFixture('units/debian-12')`. */
export function readFixture(name: string): Output {
  const text = readFileSync(`src/probe/fixtures/${name}.txt`, 'utf8')
  const [stdout = '', stderr = ''] = text.split('--- stderr ---\n')
  return { stdout, stderr, exit: 0 }
}
