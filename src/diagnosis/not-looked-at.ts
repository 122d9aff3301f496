import type { Finding } from '../checklist/finding.ts'
import { foldUnseen } from '../checklist/fold-unseen.ts'
import type { Diagnosis } from './diagnosis.ts'

/** Names of things that one entry spells out. */
const toldNames = 6

/** What could not be seen, the essential first; the same gap on many hosts is one entry. */
export function listNotLookedAt(findings: readonly Finding[]): Diagnosis['notLookedAt'] {
  const unseen = findings.filter((finding) => finding.weight === 'unseen')
  const essential = unseen.filter((finding) => finding.facts?.['isEssential'] === true)
  const auxiliary = unseen.filter((finding) => finding.facts?.['isEssential'] !== true)
  const gaps = [...foldUnseen(essential, toldNames), ...foldUnseen(auxiliary, toldNames)]
  return gaps.map(({ what, places, why, fix }) => ({
    what: `${what} on ${places}`,
    why,
    ...(fix === '' ? {} : { fix }),
  }))
}
