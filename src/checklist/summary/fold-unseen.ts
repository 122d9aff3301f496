import { foldNames } from '../../lib/fold-names.ts'
import { bot } from '../../probe/reading.ts'
import type { Finding } from '../finding.ts'
import type { UnseenFacts } from '../unseen-facts.ts'

/** What stayed unseen for one reason, on all hosts where the same things did. */
export interface FoldedGap {
  /** 'disk, load, memory'; empty for whole hosts. */
  readonly what: string
  /** 'app1, app2' */
  readonly places: string
  /** 'not reachable' of a whole host that could not be reached. */
  readonly how: 'not seen' | 'not reachable'
  /** In the words of the first of them. */
  readonly why: string
  /** How to make it visible; empty when nobody can say. */
  readonly fix: string
  /** The end of `fix` that is a command. */
  readonly command: string
  /** Whether it is to be run on the hosts themselves. */
  readonly isOnHost: boolean
  /** The hosts, each once. */
  readonly hosts: readonly string[]
}

/** One entry for all that was not seen for the same reason: a dead host hides twenty things at once, a dead rack forty hosts. */
export function foldUnseen(unseen: readonly Finding<'unseen'>[], limit: number): readonly FoldedGap[] {
  const byPlace = Map.groupBy(unseen, (finding) => `${finding.place}\n${reasonOf(finding)}`)
  const whole = [...byPlace.values()].flatMap((group) => {
    const things = group.filter(({ facts }) => facts.isWholeHost !== true)
    const what = foldNames([...new Set(things.map((finding) => finding.facts.what))], limit)
    return group.slice(0, 1).map((first) => ({ what, first }))
  })
  const byWhat = Map.groupBy(whole, ({ what, first }) => `${what}\n${reasonOf(first)}`)
  return [...byWhat.values()].flatMap((group) => {
    const hosts = [...new Set(group.map(({ first }) => first.place))]
    const places = foldNames(hosts)
    return group.slice(0, 1).map(({ what, first: { facts } }) => ({
      what,
      places,
      how: isAway(facts) ? ('not reachable' as const) : ('not seen' as const),
      why: facts.detail,
      fix: facts.fix,
      command: facts.command ?? '',
      isOnHost: facts.commandAt === 'host',
      hosts,
    }))
  })
}

/** 'disk, load on app1, app2 not seen: no permission'; of whole hosts 'app1 not reachable: ssh: connection refused'. */
export function tellGap({ what, places, how, why }: Pick<FoldedGap, 'what' | 'places' | 'how' | 'why'>): string {
  if (what === '') return `${places} ${how}: ${why}`
  return `${what} ${places === bot ? 'from here' : `on ${places}`} ${how}: ${why}`
}

/** What that means, where it is told for the whole run: 'nothing on it was checked'. */
export function nothingOn(hosts: readonly string[]): string {
  return `nothing on ${hosts.length === 1 ? 'it' : 'them'} was checked`
}

function isAway({ isWholeHost, reason }: UnseenFacts): boolean {
  return isWholeHost === true && reason === 'unreachable'
}

/** Why, without what differs from host to host: its name, its address, and how long it took. */
export function reasonOf({ host, facts }: Finding<'unseen'>): string {
  const words = facts.detail.split(' ')
  const why = words.map((word) => (word === host ? '#' : word.replace(variable, '#'))).join(' ')
  return `${why}\n${facts.fix}`
}

const variable = /\[?[\da-f]*:[\da-f]*:[\da-f:.]*\]?|\d+(?:\.\d+)*/gi
