import { masked } from '../lib/masked.ts'
import { hostLimit } from '../service/expand-hosts.ts'
import { localHost } from '../service/service.ts'
import { type CrossProblem, namesOf, onKey, onValue } from './cross-problem.ts'
import { valueAt } from './schema-problems.ts'
import { renderPath } from './yaml-path.ts'

/** Names that are taken twice, `local`, an address for a range, and hosts that are reached through themselves. */
export function checkSshHosts(hosts: unknown): readonly CrossProblem[] {
  if (typeof hosts !== 'object' || hosts === null || Array.isArray(hosts)) return []
  const base = ['ssh', 'hosts']
  const owner = new Map<string, string>()
  const jumps = new Map<string, readonly string[]>()
  const problems: CrossProblem[] = []
  for (const [key, host] of Object.entries(hosts)) {
    const names = namesOf(key)
    const path = [...base, key]
    if (names.length > 1 && valueAt(host, ['address']) !== undefined) {
      problems.push(
        onKey(
          [...path, 'address'],
          `Cannot give the hosts of ${renderPath(path)} one address: expected none for a range`,
        ),
      )
    }
    for (const name of names) {
      if (name === localHost)
        problems.push(
          onKey(path, `Cannot use the name ${renderPath(path)}: expected another, as ${localHost} is this machine`),
        )
      else if (owner.has(name))
        problems.push(
          onKey(
            path,
            masked`Host ${name} of ${renderPath(path)} is already in ${renderPath([...base, owner.get(name) ?? ''])}: expected once`,
          ),
        )
      owner.set(name, key)
      jumps.set(name, jumpsOf(host))
    }
    if (owner.size > 10 * hostLimit)
      return [...problems, onKey(base, `Too many hosts in ssh.hosts: expected at most ${10 * hostLimit}`)]
  }
  return [...problems, ...circles(jumps, owner)]
}

function jumpsOf(host: unknown): readonly string[] {
  const jump = valueAt(host, ['jump'])
  return (Array.isArray(jump) ? jump : [jump]).filter((name) => typeof name === 'string')
}

/** Most hosts on the way to a host; a longer way is a circle or a mistake. */
const hopLimit = 8

/** Hosts that cannot be reached because their way leads through themselves or this machine: one problem per circle. */
function circles(
  jumps: ReadonlyMap<string, readonly string[]>,
  owner: ReadonlyMap<string, string>,
): readonly CrossProblem[] {
  const reported = new Set<string>()
  const problems = new Map<string, CrossProblem>()
  for (const [name, key] of owner) {
    if (problems.has(key) || reported.has(name)) continue
    const path = ['ssh', 'hosts', key, 'jump']
    const way = wayBackTo(name, jumps)
    for (const hop of way) reported.add(hop)
    if (jumps.get(name)?.includes(localHost)) {
      problems.set(key, onValue(path, `Cannot go through ${localHost} in ${renderPath(path)}: expected another host`))
    } else if (way.length > 0) {
      problems.set(
        key,
        onValue(path, masked`${renderPath(path)} goes in a circle (${way.join(' → ')}): expected a way that ends`),
      )
    }
  }
  return [...problems.values()]
}

/** [a, b, a] where the way to `start` comes back to it within `hopLimit` hops; else nothing. */
function wayBackTo(start: string, jumps: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Set<string>()
  let ways: readonly (readonly string[])[] = [[start]]
  for (let hops = 0; hops < hopLimit && ways.length > 0; hops++) {
    const longer: (readonly string[])[] = []
    for (const way of ways) {
      for (const next of jumps.get(way.at(-1) ?? '') ?? []) {
        if (next === start) return [...way, next]
        if (!seen.has(next)) longer.push([...way, next])
        seen.add(next)
      }
    }
    ways = longer
  }
  return []
}
