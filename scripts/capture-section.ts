/**
 * Prints what a probe's section really says on a system, as a fixture: standard output, then standard error if there was any.
 * Usage: node scripts/capture-section.ts units nginx,gunicorn -- ssh app1 sh >src/probe/fixtures/units/debian-12.txt
 */
import { spawnSync } from 'node:child_process'
import { type SectionProbeId, sectionProbes } from '../src/probe/parse-section.ts'
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
process.stdout.write(ran.stdout)
if (ran.stderr !== '') process.stdout.write(`--- stderr ---\n${ran.stderr}`)
