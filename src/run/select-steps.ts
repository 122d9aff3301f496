import { type StepId, stepIds } from '../checklist/step.ts'
import { AppError } from '../lib/app-error.ts'
import { masked } from '../lib/masked.ts'
import { nearestNames } from '../lib/nearest-names.ts'

/** The steps named on a command line, in the order of the checklist; undefined for none. Throws `USAGE` for a name that is no step. */
export function selectSteps(names: readonly string[]): readonly StepId[] | undefined {
  const wanted = names
    .flatMap((name) => name.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
  for (const name of wanted) {
    if (stepIds.some((step) => step === name)) continue
    const [near] = nearestNames(name, stepIds)
    throw new AppError(
      'USAGE',
      masked`Cannot use "${name}" as a step: expected one of ${stepIds.join(', ')}`,
      near ? { hint: `Did you mean ${near}?` } : {},
    )
  }
  return wanted.length > 0 ? stepIds.filter((step) => wanted.includes(step)) : undefined
}
