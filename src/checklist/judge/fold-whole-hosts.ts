import { isSectionProbe } from '../../probe/parse-section.ts'
import type { UnseenReason } from '../../probe/unseen.ts'
import type { Finding } from '../finding.ts'
import type { Observation } from '../observation.ts'
import { stuckHosts } from '../read/stuck-hosts.ts'
import { unreachableHosts } from '../read/unseen-hosts.ts'
import type { View } from '../read/view.ts'

type Gap = Finding<'unseen'>

/** A host that cannot be reached, lets nobody in, or is too busy for a login hides twenty things at once: each step tells of it once, and not of each thing. */
export function foldWholeHosts(view: View, unseen: readonly Gap[]): readonly Gap[] {
  const hidden = hiddenHosts(view)
  const isHidden = ({ host, facts }: Gap) => hidden.get(host) === facts.reason
  const groups = Map.groupBy(unseen, (gap) => (isHidden(gap) ? `${gap.step} ${gap.host}` : gap))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first !== undefined && isHidden(first) ? [wholeHost(first, group)] : group
  })
}

/** Hosts on which nothing was seen, by why. */
function hiddenHosts(view: View): ReadonlyMap<string, UnseenReason> {
  const away = unreachableHosts(view.taken)
  const closed = [...Map.groupBy(view.planned, ({ host }) => host)].filter(([, own]) => letsNobodyIn(view, own))
  return new Map([
    ...closed.map(([host]) => [host, 'denied'] as const),
    ...[...stuckHosts(view.taken)].map(([host, { reason }]) => [host, reason] as const),
    ...[...away].map((host) => [host, 'unreachable'] as const),
  ])
}

/** Every section of a host was refused in the same words, and nothing else was asked from there. */
function letsNobodyIn(view: View, own: readonly Observation[]): boolean {
  const isAsked = own.some(({ probe, host, subject }) => view.look(probe, host, subject)?.isFromHost === true)
  const words = new Set(
    own
      .filter(({ probe }) => isSectionProbe(probe))
      .map(({ probe, host, subject }) => view.gap(probe, host, subject)?.unseen)
      .map((unseen) => (unseen?.reason === 'denied' ? unseen.detail : undefined)),
  )
  return !isAsked && words.size === 1 && !words.has(undefined)
}

function wholeHost(first: Gap, group: readonly Gap[]): Gap {
  const told = group.find(({ facts }) => facts.isEssential) ?? first
  const { host, facts } = told
  const why = `${facts.reason === 'unreachable' ? 'not reachable' : 'not seen'}: ${facts.detail}`
  return {
    ...told,
    topic: why,
    text: `${host} ${why}; nothing on it was checked`,
    readings: group.flatMap(({ readings }) => readings),
    facts: { ...facts, what: host, probe: '', isWholeHost: true },
  }
}
