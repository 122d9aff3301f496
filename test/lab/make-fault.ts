import { breakLab, neededOptions } from './break.ts'
import type { Fault } from './fault.ts'
import { labOptions, rebuild, up } from './lab.ts'

/** Fresh machines with one fault in them, its symptom seen; throws when it does not appear. */
export async function makeFault(fault: Fault, say: (text: string) => void): Promise<void> {
  const options = neededOptions(fault)
  if ((await labOptions()) === undefined) await up(options, say)
  else await rebuild(options)
  await breakLab(fault)
}

/** The same, once more on fresh machines when the symptom does not appear. */
export async function makeFaultInTwoTries(fault: Fault, say: (text: string) => void): Promise<void> {
  try {
    await makeFault(fault, say)
  } catch (error) {
    say(`${fault.id}: once more on fresh machines, as ${error instanceof Error ? error.message : String(error)}`)
    await makeFault(fault, say)
  }
}
