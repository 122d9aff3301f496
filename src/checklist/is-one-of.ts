import type { Finding } from './finding.ts'
import type { FindingId } from './finding-ids.ts'

/** Whether a finding has one of the ids; it then has their facts. */
export function isOneOf<I extends FindingId>(finding: Finding, ids: readonly I[]): finding is Finding<I> {
  return ids.some((id) => id === finding.id)
}
