import { judge } from '../../src/checklist/judge.ts'
import type { Service } from '../../src/service/service.ts'
import { type Change, readingsOf, runAt, serviceOf } from './readings.ts'

/** What is found beyond, or instead of, what a healthy world shows: 'weight id @ place'. */
export function foundWith(changes: readonly Change[], service: Service = serviceOf()): readonly string[] {
  const told = (list: readonly Change[]) =>
    judge({ service, readings: readingsOf(service, list), at: runAt }).findings.map(
      (each) => `${each.weight} ${each.id} @ ${each.place}`,
    )
  const healthy = told([])
  return [...new Set(told(changes).filter((each) => !healthy.includes(each)))]
}
