import type { Observation } from '../../src/checklist/observation.ts'
import { readingKey } from '../../src/probe/reading.ts'

/** A plan as text to be read and kept: step, key, `!` for what is essential, source, and what is run or asked. */
export function tellPlan(plan: readonly Observation[]): readonly string[] {
  return plan.map(
    (each) => `${each.step} ${readingKey(each)}${each.isEssential ? ' !' : ''} | ${each.source} | ${tellHow(each)}`,
  )
}

function tellHow({ how }: Observation): string {
  return how.kind === 'section' ? `section ${how.section.id}` : `ask ${JSON.stringify(how.ask, shortened)}`
}

/** Queries are the probe's own affair. */
function shortened(key: string, value: unknown): unknown {
  return key === 'sql' ? '…' : value
}
