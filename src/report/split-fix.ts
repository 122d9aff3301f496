import { oneLine } from '../lib/one-line.ts'
import type { Report } from './report.ts'

/** What closes a gap in the view, with its command apart: that is shown as code. */
export function splitFix({ fix = '', command }: Report['diagnosis']['notLookedAt'][number]): {
  readonly words: string
  readonly command: string | undefined
} {
  if (command === undefined || !fix.endsWith(command)) return { words: fix, command: undefined }
  return { words: fix.slice(0, -command.length).replace(/[:\s]+$/, ''), command: oneLine(command) }
}
