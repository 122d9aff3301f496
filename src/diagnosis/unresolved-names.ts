import { foldNames } from '../lib/fold-names.ts'
import { joinSuspects } from './join-suspects.ts'
import { hostOf, textFact } from './scene.ts'
import type { Suspect } from './suspect.ts'
import { isOneOf } from './symptoms.ts'

/** Findings of a name that led nowhere. */
export const nameLost = ['dependency-name-unresolved', 'database-name-unresolved', 'server-unresolved'] as const

/** Several names that the same hosts cannot resolve are one fault, of what they ask for names, and no fault of what has them. */
export function joinUnresolved(suspects: readonly Suspect[]): readonly Suspect[] {
  const lost = suspects.filter(({ rests }) => rests.some((finding) => isOneOf(finding, nameLost)))
  const groups = [...Map.groupBy(lost, ({ hosts }) => String(hosts)).values()]
  return [...suspects.filter((suspect) => !lost.includes(suspect)), ...groups.flatMap(joinNames)]
}

function joinNames(group: readonly Suspect[]): readonly Suspect[] {
  const [first] = group
  if (first === undefined || group.length === 1) return group
  const lost = group.flatMap(({ rests }) => rests.filter((finding) => isOneOf(finding, nameLost)))
  const names = [...new Set(lost.map((finding) => textFact(finding, 'name') || finding.place))]
  const hosts = [...new Set(lost.map(hostOf))]
  const title = `${names.length} names do not resolve on ${foldNames(hosts)}: ${foldNames(names)}`
  return [{ ...joinSuspects(first, group), title, next: first.next }]
}
