import type { Finding } from '../checklist/finding.ts'
import { type FoldedGap, foldUnseen } from '../checklist/fold-unseen.ts'
import { bot } from '../probe/reading.ts'
import type { OwnTrouble } from './diagnosis.ts'
import { textFact } from './scene.ts'

/** What is amiss with the machine that looks, each trouble once, the one that hides most first. */
export function listOwnTrouble(findings: readonly Finding[]): readonly OwnTrouble[] {
  const ours = findings.filter(
    (finding) => finding.weight === 'unseen' && textFact(finding, 'reason') === 'this-machine',
  )
  const groups = Map.groupBy(
    ours,
    (finding) => `${isLogin(finding)} ${isWhole(finding) ? textFact(finding, 'detail') : ''}`,
  )
  const bySize = [...groups.values()].toSorted((a, b) => b.length - a.length)
  const told = bySize.flatMap((group) => foldUnseen(group, 2).map((gap) => tell(gap, group)))
  return [...new Map(told.map((trouble) => [trouble.text, trouble])).values()]
}

function tell({ places, what, why, fix }: FoldedGap, group: readonly Finding[]): OwnTrouble {
  const words = why.replace(/^ssh: /, '')
  const verb = group.some(isLogin) ? 'log in to' : 'reach'
  const text = words.startsWith('this machine')
    ? words
    : `this machine cannot ${places === bot ? `ask ${what}` : `${verb} ${places}`}: ${words}`
  return fix === '' ? { text } : { text, fix }
}

/** The detail is the whole sentence, so that places need not be named beside it. */
function isWhole(finding: Finding): boolean {
  return textFact(finding, 'detail').startsWith('this machine')
}

function isLogin(finding: Finding): boolean {
  return ['auth', 'no-key'].includes(textFact(finding, 'code'))
}
