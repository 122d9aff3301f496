import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { renderAccuracy, renderRow, renderTotals } from './accuracy.ts'
import { askCheck, askReplay } from './ask-check.ts'
import { breakLab, neededOptions } from './break.ts'
import { runCommand } from './command.ts'
import type { Fault } from './fault.ts'
import { allFaults } from './faults/all-faults.ts'
import { down, type LabOptions, labOptions, rebuild, up } from './lab.ts'
import { projectDirectory } from './places.ts'
import { type Result, totalResults } from './verdict.ts'

const usage = `npm run lab:score -- [--third | --only <fault>,<group*>] [--write] [--replay] [--keep]
  (nothing)   every fault; writes docs/accuracy.md
  --third     a representative third
  --only      these faults; a * at the end takes all that begin so
  --write     write docs/accuracy.md although this is only a part; the page says so
  --replay    judge the kept reports of the last run again, without hosts
  --keep      leave the lab up, with the last fault in it`

const { values } = parseArgs({
  options: {
    third: { type: 'boolean', default: false },
    only: { type: 'string' },
    replay: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => console.error(text)

async function score(): Promise<number> {
  const faults = chosenFaults()
  if (faults.length === 0) throw new Error('No fault is called so: see `npm run lab -- list`')
  const results: Result[] = []
  for (const [index, fault] of faults.entries()) {
    const result = values.replay ? await askReplay(fault) : await scoreFault(fault)
    results.push(result)
    say(
      `${index + 1}/${faults.length} ${renderRow(result)}${result.kind === 'judged' ? '' : `\n    ${result.message}`}`,
    )
  }
  const at = new Date().toISOString()
  const isForPage = faults.length === allFaults.length || values.write
  if (isForPage && !values.replay) {
    await writeFile(
      `${projectDirectory}/docs/accuracy.md`,
      renderAccuracy(results, { at, commit: await commit(), outOf: allFaults.length }),
    )
  }
  console.log(renderTotals(results))
  return totalResults(results).isGoodEnough ? 0 : 1
}

function chosenFaults(): readonly Fault[] {
  if (values.third) return allFaults.filter((fault) => fault.isInThird === true)
  const names = values.only?.split(',')
  if (names === undefined) return allFaults
  const isMeant = (fault: Fault, name: string): boolean =>
    name.endsWith('*') ? fault.id.startsWith(name.slice(0, -1)) : fault.id === name
  return allFaults.filter((fault) => names.some((name) => isMeant(fault, name)))
}

/** Fresh machines, one fault, one check. A fault whose symptom does not appear is reported as such and never judged. */
async function scoreFault(fault: Fault): Promise<Result> {
  try {
    await renew(neededOptions(fault))
    await breakLab(fault)
  } catch (error) {
    return { kind: 'no-symptom', fault, message: error instanceof Error ? error.message : String(error) }
  }
  return askCheck(fault)
}

const renew = async (options: LabOptions): Promise<void> =>
  (await labOptions()) === undefined ? up(options, say) : rebuild(options)

async function commit(): Promise<string> {
  const git = (...parameters: readonly string[]): Promise<string> =>
    runCommand(['git', '-C', projectDirectory, ...parameters])
  const isChanged = (await git('status', '--porcelain', '--untracked-files=no')).trim() !== ''
  return `${(await git('rev-parse', '--short', 'HEAD')).trim()}${isChanged ? ' with changes' : ''}`
}

if (values.help) say(usage)
else {
  try {
    process.exitCode = await score()
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  } finally {
    if (!values.keep && !values.replay) await down()
  }
}
