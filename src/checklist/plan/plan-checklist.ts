import type { Service } from '../../service/service.ts'
import type { Observation } from '../observation.ts'
import { planAsks } from './plan-asks.ts'
import { planSections } from './plan-sections.ts'

/**
 * Everything that a careful engineer would look at first: for each host the sections of its script, then every
 * endpoint. The order is that of the configuration, so that the same service gives the same plan.
 */
export function planChecklist(service: Service): readonly Observation[] {
  return [...planSections(service), ...planAsks(service)]
}
