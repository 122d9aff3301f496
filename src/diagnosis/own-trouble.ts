import type { Finding } from '../checklist/finding.ts'
import { reasonOf } from '../checklist/summary/fold-unseen.ts'
import { foldNames } from '../lib/fold-names.ts'
import { bot } from '../probe/reading.ts'
import type { OwnTrouble } from './diagnosis.ts'
import { hostOf } from './diagnosis-input.ts'

/** What is amiss with the machine that looks, each trouble once, the one that hides most first. */
export function listOwnTrouble(findings: readonly Finding[]): readonly OwnTrouble[] {
  const ours = findings
    .filter((finding) => finding.id === 'unseen')
    .filter(({ facts }) => facts.reason === 'this-machine')
  const groups = [...Map.groupBy(ours, reasonOf).values()].toSorted((a, b) => b.length - a.length)
  const told = groups.flatMap((group) => group.slice(0, 1).map((first) => tell(first, group)))
  return [...new Map(told.map((trouble) => [trouble.text, trouble])).values()]
}

function tell(first: Finding<'unseen'>, group: readonly Finding<'unseen'>[]): OwnTrouble {
  const why = first.facts.detail.replace(/^ssh: /, '')
  const text = why.startsWith('this machine') ? why : `this machine cannot ${whatOf(first, group)}: ${why}`
  const fix = first.facts.fix
  return fix === '' ? { text } : { text, fix }
}

function whatOf(first: Finding<'unseen'>, group: readonly Finding<'unseen'>[]): string {
  if (hostOf(first) === bot) return `ask ${first.facts.what}`
  const isLogin = ['auth', 'no-key'].includes(first.facts.code ?? '')
  return `${isLogin ? 'log in to' : 'reach'} ${foldNames([...new Set(group.map(hostOf))])}`
}
