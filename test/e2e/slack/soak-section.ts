import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import type { Weathered } from './bad-weather.ts'

const page = new URL('../../../docs/benchmarks-slack.md', import.meta.url)
const heading = '## Degraded network'

/** The soak's part of docs/benchmarks-slack.md as it stands, to be kept when the rest is measured anew; empty without one. */
export async function readSoakSection(): Promise<string> {
  const text = await readFile(page, 'utf8').catch(() => '')
  const start = text.indexOf(heading)
  return start === -1 ? '' : text.slice(start)
}

/** Writes what a soak saw to the end of docs/benchmarks-slack.md. */
export async function writeSoakSection(weathered: Weathered, minutes: number): Promise<void> {
  const text = await readFile(page, 'utf8')
  const rest = text.slice(0, text.indexOf(heading) === -1 ? undefined : text.indexOf(heading)).trimEnd()
  await writeFile(page, `${rest}\n\n${renderSoak(weathered, minutes)}`)
}

function renderSoak({ taken, notTaken, runs, broken, outcomes, errors }: Weathered, minutes: number): string {
  const [load = 0] = loadavg()
  const rows = Object.entries(outcomes).map(([outcome, calls]) => `| ${outcome} | ${calls} |`)
  return `${heading}
\`npm run soak:slack\` wrote this part: ${minutes} minutes of continuous use with 429 on a third of the calls, 5xx and resets on a
fifth, half of these after the work was done, answers held back up to 150 ms, a socket renewed every 3 s, and every command and
click delivered twice. One machine, ${cpus().length} cores, load ${load.toFixed(1)} at the end, Node ${process.versions.node}.

Commands taken: ${taken}, not taken by any connection (the person was told so): ${notTaken}. Runs: ${runs}. Runs without exactly one root
message, one final checklist and, where the thread left something out, one file: ${broken.length}. Errors logged: ${errors.length}.

| how a call ended | calls |
|---|---|
${rows.join('\n')}
`
}
