/**
 * Prints what a probe reads on a system, as a fixture: its part of the section's standard output, then of its standard error
 * if there was any.
 * Usage: node scripts/capture-section.ts units nginx,gunicorn -- ssh app1 sh >src/probe/fixtures/units/debian-12.txt
 */
import { spawnSync } from 'node:child_process'
import { type SectionProbeId, sectionProbes } from '../src/probe/parse-section.ts'
import { partOf } from '../src/probe/section-part.ts'
import { buildSection } from '../test/integration/probes/build-section.ts'

const split = process.argv.indexOf('--')
const [probe, subject = ''] = process.argv.slice(2, split)
const [command, ...words] = process.argv.slice(split + 1)
if (split < 0 || command === undefined || !sectionProbes.includes(probe as SectionProbeId)) {
  console.error(`Usage: capture-section.ts <${sectionProbes.join('|')}> [subject] -- <command that runs a shell>`)
  process.exit(64)
}
const { script } = buildSection(probe as SectionProbeId, subject)
const ran = spawnSync(command, words, { input: `export LC_ALL=C\n${script}\n`, encoding: 'utf8', timeout: 20_000 })
const { stdout, stderr } = partOf({ stdout: ran.stdout, stderr: ran.stderr, exit: ran.status ?? 1 }, probe ?? '')
process.stdout.write(stdout)
if (stderr !== '') process.stdout.write(`--- stderr ---\n${stderr}`)
