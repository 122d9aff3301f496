import { judge } from '../../src/checklist/judge/judge.ts'
import { planRun } from '../../src/checklist/plan/plan-run.ts'
import type { Service } from '../../src/service/service.ts'
import { type Change, readingsOf, runAt, serviceOf } from './readings.ts'
import { tellFinding } from './tell-finding.ts'

/** The same with every word and figure, as text to be read and kept. */
export function tellFound(
  cases: readonly (readonly [name: string, changes: readonly Change[], ...rest: unknown[]])[],
): string {
  const service = serviceOf()
  const told = (list: readonly Change[]) =>
    judge({ service, plan: planRun(service, readingsOf(service, list)), at: runAt }).findings.map(tellFinding)
  const healthy = new Set(told([]))
  return cases
    .map(([name, changes]) => [`== ${name}`, ...told(changes).filter((each) => !healthy.has(each)), ''].join('\n'))
    .join('\n')
}

/** What is found beyond, or instead of, what a healthy world shows: 'weight id @ place'. */
export function foundWith(changes: readonly Change[], service: Service = serviceOf()): readonly string[] {
  const told = (list: readonly Change[]) =>
    judge({ service, plan: planRun(service, readingsOf(service, list)), at: runAt }).findings.map(
      (each) => `${each.weight} ${each.id} @ ${each.place}`,
    )
  const healthy = told([])
  return [...new Set(told(changes).filter((each) => !healthy.includes(each)))]
}
