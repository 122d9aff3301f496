import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { hostOf } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { joinHypotheses } from './join-hypotheses.ts'

/** Findings of a name that led nowhere. */
export const nameLost = ['dependency-name-unresolved', 'database-name-unresolved', 'server-unresolved'] as const

/** Several names that the same hosts cannot resolve are one fault, of what they ask for names, and no fault of what has them. */
export function joinUnresolved(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const lost = hypotheses.filter(({ rests }) => rests.some((finding) => isOneOf(finding, nameLost)))
  const groups = [...Map.groupBy(lost, ({ hosts }) => String(hosts)).values()]
  return [...hypotheses.filter((hypothesis) => !lost.includes(hypothesis)), ...groups.flatMap(joinNames)]
}

function joinNames(group: readonly Hypothesis[]): readonly Hypothesis[] {
  const [first] = group
  if (first === undefined || group.length === 1) return group
  const lost = group.flatMap(({ rests }) => rests.filter((finding) => isOneOf(finding, nameLost)))
  const names = [...new Set(lost.map((finding) => nameIn(finding)))]
  const hosts = [...new Set(lost.map(hostOf))]
  const title = `${names.length} names do not resolve on ${foldNames(hosts)}: ${foldNames(names)}`
  return [{ ...joinHypotheses(first, group), title, next: first.next }]
}

function nameIn(finding: Finding<(typeof nameLost)[number]>): string {
  return finding.id === 'server-unresolved' ? finding.place : finding.facts.name || finding.place
}
