import { endMark } from './collection.ts'
import type { Output } from './execute.ts'

/** Begins a part on both streams; what follows, up to the next, is for the probe of that id alone. Forks nothing. */
export const partFunction = `part() { echo "part $1"; echo "part $1" >&2; }`

/** What a section printed for one probe: its own parts of it, or all of a section that has none. */
export function partOf(output: Output, probe: string): Output {
  return { ...output, stdout: ownLines(output.stdout, probe), stderr: ownLines(output.stderr, probe) }
}

function ownLines(text: string, probe: string): string {
  const isPart = /^part [a-z]+(?:-[a-z]+)*$/
  const lines = text.split('\n')
  if (!lines.some((line) => isPart.test(line))) return text
  let isOwn = false
  const own: string[] = []
  for (const line of lines) {
    if (isPart.test(line)) isOwn = line === `part ${probe}`
    else if (isOwn) own.push(line)
  }
  // The whole section's end is that of each of its parts.
  const isEnded = lines.at(-1) === '' && lines.at(-2) === endMark
  if (!isEnded) return own.join('\n')
  while (own.at(-1) === '' || own.at(-1) === endMark) own.pop()
  return [...own, endMark, ''].join('\n')
}
