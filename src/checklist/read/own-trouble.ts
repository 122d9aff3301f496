import { foldNames } from '../../lib/fold-names.ts'
import type { Reading } from '../../probe/reading.ts'
import type { Unseen } from '../../probe/unseen.ts'
import { type Attempt, type AttemptEnd, attemptsIn } from './own-attempts.ts'

/**
 * Readings in which the machine that looks is at fault become `this-machine`: nothing was learnt there of the service.
 * That is judged over all readings of a run, for one alone does not tell whose fault silence is: no route and no login
 * are always ours; no resolver is, unless this machine had another name looked up; silence is where nothing at all
 * answers, of at least two that were tried. Applied again, it changes nothing.
 */
export function settleOwnTrouble(readings: readonly Reading[]): readonly Reading[] {
  const attempts = attemptsIn(readings)
  const ours = attempts.filter((attempt) => isOurs(attempt, attempts))
  if (ours.length === 0) return readings
  const told = tellTroubles(ours, nothingAnswers(attempts))
  const byReading = new Map(ours.map((attempt) => [attempt.reading, attempt]))
  return readings.map((reading) => {
    const attempt = byReading.get(reading)
    return attempt === undefined ? reading : settled(attempt, told)
  })
}

function isOurs({ end }: Attempt, all: readonly Attempt[]): boolean {
  switch (end) {
    case 'no-route':
    case 'no-login':
      return true
    case 'no-resolver':
      return !all.some(hasResolved)
    case 'silent':
      return nothingAnswers(all)
    case 'answered':
    case 'no-name':
      return false
    default:
      return end satisfies never
  }
}

function hasResolved({ end, name }: Attempt): boolean {
  return end === 'no-name' || (name !== undefined && end !== 'no-resolver')
}

/** One alone may well be gone; that all of several are is more likely to be this machine. */
function nothingAnswers(all: readonly Attempt[]): boolean {
  const isAnswered = all.some(({ end }) => end === 'answered' || end === 'no-login')
  return !isAnswered && new Set(all.map(({ target }) => target)).size > 1
}

function settled({ reading, end, code, address }: Attempt, told: (end: AttemptEnd) => Unseen): Reading {
  const { outcome } = reading
  const own = end === 'no-login' && outcome.kind === 'unseen' ? { ...outcome, reason: 'this-machine' } : told(end)
  const kept = {
    code: code ?? (end === 'no-resolver' ? 'dns' : 'ETIMEDOUT'),
    ...(address === undefined ? {} : { address }),
  }
  return { ...reading, outcome: { ...own, ...kept } } as Reading // of the union, the member whose probe it is
}

const networkEnds = ['no-route', 'no-resolver', 'silent'] as const

/** One sentence for each end; where nothing answers for more than one reason, one for all of them. */
function tellTroubles(ours: readonly Attempt[], isAll: boolean): (end: AttemptEnd) => Unseen {
  const parts = networkEnds.flatMap((end) => {
    const group = ours.filter((attempt) => attempt.end === end)
    return group.length === 0 ? [] : [{ end, ...tell[end](group) }]
  })
  const isOne = isAll && (parts.length > 1 || parts[0]?.end === 'silent')
  return (end) => {
    const own = isOne ? parts : parts.filter((part) => part.end === end)
    const words = isOne
      ? `cannot reach anything: ${parts.map(({ short }) => short).join(', ')}`
      : own.map(({ long }) => long).join()
    const fix = `on this machine: ${own.map((part) => part.fix).join('; ')}`
    return { kind: 'unseen', reason: 'this-machine', detail: `this machine ${words}`, fix }
  }
}

interface Told {
  readonly short: string
  readonly long: string
  readonly fix: string
}

const tell: Readonly<Record<'no-route' | 'no-resolver' | 'silent', (group: readonly Attempt[]) => Told>> = {
  'no-route': (group) => {
    const places = distinct(group.map(({ address, target }) => address ?? target))
    const route = `no route to ${foldNames(networksOf(places))}`
    return { short: route, long: `has ${route}`, fix: `ip route get ${places[0]}; ip -brief address` }
  },
  'no-resolver': (group) => {
    const names = distinct(group.map(({ name, target }) => name ?? target))
    const none = `no resolver answers for ${foldNames(names)}`
    return {
      short: none,
      long: `cannot resolve any name: ${none}`,
      fix: `getent hosts ${names[0]}; cat /etc/resolv.conf`,
    }
  },
  silent: (group) => {
    const none = `no answer from ${foldNames(distinct(group.map(({ target }) => target)))}`
    const fix = 'ip route; its firewall; a proxy it would have to use. Then look at them from another network'
    return { short: none, long: `gets ${none}`, fix }
  },
}

/** Two IPv4 addresses or more of one /24 are told as that. */
function networksOf(places: readonly string[]): readonly string[] {
  const groups = Map.groupBy(places, (place) => /^(\d+\.\d+\.\d+)\.\d+$/.exec(place)?.[1] ?? place)
  return [...groups].flatMap(([start, group]) => (group.length > 1 && group[0] !== start ? [`${start}.0/24`] : group))
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted()
}
