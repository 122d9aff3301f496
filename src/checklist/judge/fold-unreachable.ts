import { readingKey } from '../../probe/reading.ts'
import type { Finding } from '../finding.ts'
import { unreachableHosts } from '../read/unreachable-hosts.ts'
import type { View } from '../read/view.ts'

/** A host that cannot be reached hides twenty things at once: each step tells of it once, and not of each thing. */
export function foldUnreachable(view: View, unseen: readonly Finding<'unseen'>[]): readonly Finding<'unseen'>[] {
  const readings = view.planned.flatMap((observation) => view.reading(readingKey(observation)) ?? [])
  const hosts = unreachableHosts(readings)
  const isHidden = ({ host, facts }: Finding<'unseen'>) => hosts.has(host) && facts.reason === 'unreachable'
  const groups = Map.groupBy(unseen, (finding) => (isHidden(finding) ? `${finding.step} ${finding.host}` : finding))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first !== undefined && isHidden(first) ? [wholeHost(first, group)] : group
  })
}

function wholeHost(first: Finding<'unseen'>, group: readonly Finding<'unseen'>[]): Finding<'unseen'> {
  const told = group.find(({ facts }) => facts.isEssential) ?? first
  const { host, facts } = told
  return {
    ...told,
    topic: `not reachable: ${facts.detail}`,
    text: `${host} not reachable: ${facts.detail}; nothing on it was checked`,
    readings: group.flatMap(({ readings }) => readings),
    facts: { ...facts, what: host, probe: '', isWholeHost: true },
  }
}
