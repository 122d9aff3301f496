import type { Finding } from '../checklist/finding.ts'
import { type FoldedGap, foldUnseen, nothingOn } from '../checklist/summary/fold-unseen.ts'
import { foldNames } from '../lib/fold-names.ts'
import { bot } from '../probe/reading.ts'
import { throughSsh } from '../service/command-word.ts'
import { localHost } from '../service/service.ts'
import type { Diagnosis, UnseenPart } from './diagnosis.ts'

/** Names of things that one entry spells out. */
const toldNames = 6

/** What could not be seen: for reasons of this machine, then the essential and whole hosts, then the rest; the same gap on many hosts is one entry. */
export function listNotLookedAt(findings: readonly Finding[]): Diagnosis['notLookedAt'] {
  const unseen = findings.filter((finding) => finding.id === 'unseen')
  const ours = unseen.filter(isOurs)
  const theirs = unseen.filter((finding) => !isOurs(finding))
  const first = theirs.filter(({ facts }) => facts.isEssential || facts.isWholeHost === true)
  const rest = theirs.filter((finding) => !first.includes(finding))
  const gaps = [ours, first, rest].flatMap((group) => foldUnseen(group, toldNames))
  return gaps.map((gap) => ({ ...tellPart(gap), ...closing(gap) }))
}

function tellPart({ what, places, how, why, hosts }: FoldedGap): Pick<UnseenPart, 'what' | 'why'> {
  if (what === '')
    return { what: how === 'not reachable' ? `${places} not reachable` : places, why: `${why}; ${nothingOn(hosts)}` }
  return { what: `${what} on ${places}`, why }
}

/** How to close a gap; a command for hosts is told for the first of them, as it is typed at one's own machine. */
function closing({ fix, command, isOnHost, hosts }: FoldedGap): Pick<UnseenPart, 'fix' | 'command'> {
  if (fix === '') return {}
  if (command === '' || !fix.endsWith(command)) return { fix }
  const [host = '', ...others] = hosts
  const words = fix.slice(0, -command.length).replace(/[:\s]+$/, '')
  const also = isOnHost && others.length > 0 ? ` (the same on ${foldNames(others)})` : ''
  const line = isOnHost && host !== localHost && host !== bot ? throughSsh(host, command) : command
  if (line === undefined) return words === '' ? {} : { fix: words }
  const before = `${words}${also}`.trim()
  return { fix: before === '' ? line : `${before}: ${line}`, command: line }
}

function isOurs({ facts }: Finding<'unseen'>): boolean {
  return facts.reason === 'this-machine'
}
