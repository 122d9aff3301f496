import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Report } from '../../src/report/report.ts'
import { renderAccuracy, renderRow, renderTotals } from './accuracy.ts'
import { type Asked, askCheck, askReplay, readReport } from './ask-check.ts'
import { runCommand } from './command.ts'
import { compareVerdicts } from './compare-verdicts.ts'
import type { Fault } from './fault.ts'
import { allFaults } from './faults/all-faults.ts'
import { keepBusy, waitForLoad } from './keep-busy.ts'
import { down } from './lab.ts'
import { makeFaultInTwoTries } from './make-fault.ts'
import { projectDirectory } from './places.ts'
import { representativeThird } from './representative-third.ts'
import { type Result, totalResults } from './verdict.ts'
import { whyNoLab } from './why-no-lab.ts'

const usage = `npm run lab:score -- [--third | --only <fault>,<group*>] [--write] [--busy] [--replay] [--against <folder>] [--keep] [--ci [--minutes <n>]]
  (nothing)   every fault; writes docs/accuracy.md
  --third     a representative third
  --only      these faults; a * at the end takes all that begin so
  --write     write docs/accuracy.md although this is only a part; the page says so
  --busy      keep every processor of this machine busy with other work meanwhile; writes no page
  --replay    judge the kept reports of the last run again, without hosts
  --against   compare with the reports of an earlier run in this folder: every difference in outcome, cause, strength,
              place, evidence and words; with --replay those very reports are judged again
  --keep      leave the lab up, with the last fault in it
  --ci        a miss is judged once more on fresh machines, and that counts; both are printed. Where the machine cannot
              run the lab this says why and ends with 0
  --minutes   start no further fault after so many minutes, and say which were not run`

const { values } = parseArgs({
  options: {
    third: { type: 'boolean', default: false },
    only: { type: 'string' },
    busy: { type: 'boolean', default: false },
    replay: { type: 'boolean', default: false },
    against: { type: 'string' },
    keep: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    ci: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '600' },
    help: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => console.error(text)

async function score(): Promise<number> {
  const faults = chosenFaults()
  if (faults.length === 0) throw new Error('No fault is called so: see `npm run lab -- list`')
  const results = await scoreInTime(faults, Date.now() + Number(values.minutes) * 60_000)
  const at = new Date().toISOString()
  const isForPage = (faults.length === allFaults.length || values.write) && !values.busy
  if (isForPage && !values.replay) {
    await writeFile(
      `${projectDirectory}/docs/accuracy.md`,
      renderAccuracy(results, { at, commit: await commit(), outOf: allFaults.length }),
    )
  }
  console.log(renderTotals(results))
  if (values.against !== undefined) console.log(`${differing} of ${results.length} verdicts differ`)
  if (differing > 0) return 1
  return (values.ci ? isGoodEnoughForCi(results) : totalResults(results).isGoodEnough) ? 0 : 1
}

async function scoreInTime(faults: readonly Fault[], deadline: number): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const fault of faults) {
    if (Date.now() > deadline) break
    results.push(await scoreAloud(fault, `${results.length + 1}/${faults.length}`))
  }
  const left = faults.slice(results.length).map(({ id }) => id)
  if (left.length > 0) say(`Not run, as ${values.minutes} minutes had passed: ${left.join(', ')}`)
  return results
}

async function scoreAloud(fault: Fault, number: string): Promise<Result> {
  const startedAt = Date.now()
  const { result, report } = values.replay ? await askReplay(fault, values.against) : await scoreFault(fault)
  const message = result.kind === 'judged' ? '' : `\n    ${result.message}`
  say(`${number} ${renderRow(result)} ${Math.round((Date.now() - startedAt) / 1000)} s in all${message}`)
  if (report !== undefined && values.against !== undefined) await sayDifferences(fault, report, values.against)
  const isFlawless = result.kind === 'judged' && result.verdict.isRight && result.verdict.isPlaceNamed
  if (isFlawless || !values.ci || number.endsWith('again')) return result
  return scoreAloud(fault, `${number} again`)
}

/** The published targets for all that was judged; one in twenty may show no symptom on a machine that others use as well. */
function isGoodEnoughForCi(results: readonly Result[]): boolean {
  const judged = results.filter(({ kind }) => kind === 'judged')
  return judged.length >= 0.95 * results.length && totalResults(judged).isGoodEnough
}

function chosenFaults(): readonly Fault[] {
  if (values.third) return representativeThird(allFaults)
  const names = values.only?.split(',')
  if (names === undefined) return allFaults
  const isMeant = (fault: Fault, name: string): boolean =>
    name.endsWith('*') ? fault.id.startsWith(name.slice(0, -1)) : fault.id === name
  return allFaults.filter((fault) => names.some((name) => isMeant(fault, name)))
}

let differing = 0

/** Prints what is said otherwise than in an earlier run; a different verdict makes the score fail. */
async function sayDifferences(fault: Fault, now: Report, directory: string): Promise<void> {
  const before = await readReport(fault, directory)
  if (before === undefined) return say(`    nothing of ${fault.id} in ${directory}`)
  const { verdict, words } = compareVerdicts(before, now, values.replay)
  if (verdict.length > 0) differing += 1
  for (const line of [...verdict, ...words]) say(`    ${line}`)
}

/** Fresh machines, one fault, one check. A fault whose symptom does not appear twice is reported as such and never judged. */
async function scoreFault(fault: Fault): Promise<Asked> {
  try {
    await makeFaultInTwoTries(fault, say)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { result: { kind: 'no-symptom', fault, message } }
  }
  return askCheck(fault)
}

async function commit(): Promise<string> {
  const git = (...parameters: readonly string[]): Promise<string> =>
    runCommand(['git', '-C', projectDirectory, ...parameters])
  const isChanged = (await git('status', '--porcelain', '--untracked-files=no')).trim() !== ''
  return `${(await git('rev-parse', '--short', 'HEAD')).trim()}${isChanged ? ' with changes' : ''}`
}

async function main(): Promise<number> {
  if (values.help) return tell(usage, 0)
  if (values.ci) {
    const obstacle = await whyNoLab(say)
    if (obstacle !== undefined) return tell(`The lab is not run on this machine: ${obstacle}`, 0)
  }
  const stopBusy = values.busy ? keepBusy() : () => {}
  try {
    if (values.busy) await waitForLoad()
    return await score()
  } finally {
    stopBusy()
    if (!values.keep && !values.replay) await down()
  }
}

function tell(text: string, exitCode: number): number {
  say(text)
  return exitCode
}

try {
  process.exitCode = await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
