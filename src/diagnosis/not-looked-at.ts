import type { Finding } from '../checklist/finding.ts'
import { foldUnseen } from '../checklist/fold-unseen.ts'
import type { Diagnosis } from './diagnosis.ts'

/** Names of things that one entry spells out. */
const toldNames = 6

/** What could not be seen: for reasons of this machine, then the essential, then the rest; the same gap on many hosts is one entry. */
export function listNotLookedAt(findings: readonly Finding[]): Diagnosis['notLookedAt'] {
  const unseen = findings.filter((finding) => finding.weight === 'unseen')
  const ours = unseen.filter(isOurs)
  const essential = unseen.filter((finding) => !isOurs(finding) && finding.facts?.['isEssential'] === true)
  const auxiliary = unseen.filter((finding) => !isOurs(finding) && finding.facts?.['isEssential'] !== true)
  const gaps = [ours, essential, auxiliary].flatMap((group) => foldUnseen(group, toldNames))
  return gaps.map(({ what, places, why, fix }) => ({
    what: `${what} on ${places}`,
    why,
    ...(fix === '' ? {} : { fix }),
  }))
}

function isOurs(finding: Finding): boolean {
  return finding.facts?.['reason'] === 'this-machine'
}
