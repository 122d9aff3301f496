import type { Finding } from '../checklist/finding.ts'
import { foldNames } from '../lib/fold-names.ts'
import type { Diagnosis } from './diagnosis.ts'

/** What could not be seen, the essential first; the same gap on many hosts is one entry. */
export function listNotLookedAt(findings: readonly Finding[]): Diagnosis['notLookedAt'] {
  const unseen = findings.filter((finding) => finding.weight === 'unseen')
  const essential = unseen.filter((finding) => finding.facts?.['isEssential'] === true)
  const auxiliary = unseen.filter((finding) => finding.facts?.['isEssential'] !== true)
  return [...fold(essential), ...fold(auxiliary)]
}

/** One entry for all that failed for the same reason at the same places: a dead host hides twenty things at once. */
function fold(unseen: readonly Finding[]): Diagnosis['notLookedAt'] {
  const byReason = Map.groupBy(
    unseen,
    (finding) => `${finding.place}\n${text(finding, 'detail')}\n${text(finding, 'fix')}`,
  )
  const whats = [...byReason.values()].map((group) => ({
    what: foldNames([...new Set(group.map((finding) => text(finding, 'what')))], 6),
    first: group[0],
    place: group[0]?.place ?? '',
  }))
  const byWhat = Map.groupBy(whats, ({ what, first }) => `${what}\n${text(first, 'detail')}\n${text(first, 'fix')}`)
  return [...byWhat.values()].flatMap((group) => {
    const [head] = group
    if (head === undefined) return []
    const why = text(head.first, 'detail')
    const fix = text(head.first, 'fix')
    const what = `${head.what} on ${foldNames(group.map(({ place }) => place))}`
    return [{ what, why, ...(fix === '' ? {} : { fix }) }]
  })
}

function text(finding: Finding | undefined, name: string): string {
  return String(finding?.facts?.[name] ?? '')
}
