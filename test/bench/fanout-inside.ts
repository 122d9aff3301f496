import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Section } from '../../src/probe/execute.ts'
import { makeKey } from '../support/sshd.ts'
import { commands } from './fanout/commands.ts'
import { createControlGroup } from './fanout/control-group.ts'
import { type Fleet, startFarm, startSshds } from './fanout/fleet.ts'
import { type MeasureOptions, measureCold, type Sample } from './fanout/measure.ts'
import { renderTable } from './fanout/report.ts'
import type { ResultRow, Results, ResultTable } from './fanout/results.ts'
import { planCold, planMux, type Table } from './fanout/schedule.ts'
import { readVersions } from './fanout/versions.ts'
import { measureMux, measurePooled } from './fanout/warm.ts'

// The second process of `npm run bench:fanout`, alone in namespaces that fanout.ts made: hosts, contenders, figures.
const [directory = '', user = '', farmBinary = '', groupName = '', secondsText = '', ...flags] = process.argv.slice(2)
const isQuick = flags.includes('--quick')
const startedAt = performance.now()
const endsAt = startedAt + 1000 * Number(secondsText)
const notes: string[] = []

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const client = createControlGroup(`${groupName}/client`)
const identityFile = makeKey(directory, 'id_ed25519')
const fleetOf = (name: string, port: number) => ({
  directory,
  port,
  user,
  identityFile,
  group: createControlGroup(`${groupName}/${name}`),
})
const answers = commands.map(({ script }) => execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).trim())
const real = await startSshds(fleetOf('real', 2222))
const cheap = await startFarm({ ...fleetOf('cheap', 2223), binary: farmBinary, answers })
const fleets: Readonly<Record<Fleet['kind'], Fleet>> = { real, cheap }
const sectionsFile = join(directory, 'sections.json')
writeFileSync(sectionsFile, JSON.stringify(commands.map(sectionOf)))
mkdirSync(join(directory, 'cache'), { recursive: true })
process.env.NODE_COMPILE_CACHE = join(directory, 'cache')

// Once for nothing: from its second run on, a program finds its compiled code, in Node's cache as in Python's.
for (const contender of planCold(sectionsFile, true)[0]?.entries.map((entry) => entry.contender) ?? [])
  await measureCold(contender, optionsFor(real, 1, 60_000))

const tables: ResultTable[] = []
const show = (table: ResultTable): void => {
  tables.push(table)
  console.log(`\n${renderTable(table)}`)
}
const wanted = flags.filter((flag) => !flag.startsWith('--'))
const isWanted = (id: string): boolean => wanted.length === 0 || wanted.includes(id)
const plan = planCold(sectionsFile, isQuick).filter(({ id }) => isWanted(id))
for (const table of plan.filter(({ fleet }) => fleet === 'cheap')) show(await measureTable(table))
if (isWanted('warm-cheap'))
  show(await measureWarm('warm-cheap', cheap, { count: isQuick ? 100 : 400, rounds: isQuick ? 3 : 5 }))
for (const table of plan.filter(({ fleet }) => fleet === 'real')) show(await measureTable(table))
if (!isQuick && isWanted('warm-real')) show(await measureWarm('warm-real', real, { count: 100, rounds: 3 }))

const results: Results = {
  machine: {
    processors: cpus().length,
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
  },
  versions: readVersions(),
  tables,
  notes,
  seconds: (performance.now() - startedAt) / 1000,
}
writeFileSync(join(directory, 'results.json'), JSON.stringify(results))

function sectionOf({ id, script }: (typeof commands)[number]): Section {
  return { id, label: id, script, timeoutMs: 30_000, limitBytes: 65_536 }
}

/** Each contender once, then each again, the first of a round another each time; what the time left does not hold is left out. */
async function measureTable({ id, fleet, count, entries }: Table): Promise<ResultTable> {
  const samples = new Map(entries.map((entry): [typeof entry, Sample[]] => [entry, []]))
  const rounds = Math.max(...entries.map(({ repetitions }) => repetitions))
  for (let round = 0; round < rounds; round++) {
    const turn = round % entries.length
    for (const entry of [...entries.slice(turn), ...entries.slice(0, turn)]) {
      if (round >= entry.repetitions) continue
      const known = samples.get(entry) ?? []
      const leftMs = endsAt - performance.now()
      if (leftMs < 1.2 * (known[0]?.wallMs ?? 0) || leftMs < 5000) {
        notes.push(
          `N = ${count}: ${entry.contender.name} (${entry.contender.negotiation}) ran ${known.length} times of ${entry.repetitions}: the benchmark’s time was up.`,
        )
        continue
      }
      known.push(await measureCold(entry.contender, optionsFor(fleets[fleet], count, leftMs)))
    }
  }
  return {
    id,
    count,
    rows: entries.map((entry) => ({
      name: entry.contender.name,
      negotiation: entry.contender.negotiation,
      samples: samples.get(entry) ?? [],
    })),
  }
}

async function measureWarm(
  id: string,
  fleet: Fleet,
  { count, rounds }: { readonly count: number; readonly rounds: number },
): Promise<ResultTable> {
  const options = { ...optionsFor(fleet, count, endsAt - performance.now()), rounds }
  const pooled = await measurePooled({ ...options, sectionsFile })
  const mux = await measureMux(planMux(), options)
  const rows: readonly ResultRow[] = [...mux].map(([{ name }, warm]) => ({ name, negotiation: 'mux', ...warm }))
  return { id, count, rows: [{ name: 'slash503, pooled', negotiation: 'same', ...pooled }, ...rows] }
}

function optionsFor(fleet: Fleet, count: number, leftMs: number): MeasureOptions {
  return { fleet, count, client, directory, timeoutMs: Math.min(180_000, leftMs) }
}
