import type { Finding } from '../checklist/finding.ts'
import { foldNames } from '../lib/fold-names.ts'
import { allHosts } from '../service/service-hosts.ts'
import { act, look } from './action.ts'
import { type DiagnosisInput, hostOf } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { isSymptomOn } from './symptoms.ts'
import { unaskedServers } from './unasked-servers.ts'
import { followWay } from './usual-actions.ts'

/**
 * A host of the service that answers nobody. That we cannot reach it says little: it takes a second witness (the
 * balancer, or users) to call it gone, and a balancer that finds it up shows that only our own way there is blocked.
 */
export const hostUnreachable: CauseRule = { cause: 'host_unreachable', examine, ruleOut }

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  // A balancer needs some seconds to notice: while users suffer, its good opinion of an unreachable host is no alibi.
  const suffer = input.users === 'not-served' || input.users === 'partly'
  const unreachable = input.hosts.filter(
    (host) =>
      input.unreachableHosts.has(host) &&
      input.on(host, 'host-stuck').length === 0 &&
      (suffer || input.on(host, 'server-up', 'balancer-connects').length === 0),
  )
  const gone = unreachable.filter((host) => witnesses(input, host).length > 0)
  const maybe = unreachable.filter((host) => !gone.includes(host))
  return [
    ...hypothesisOf(input, gone, 'confirmed'),
    ...hypothesisOf(input, maybe, strengthAlone(input)),
    ...unaskedServers(input, 'host_unreachable'),
  ]
}

/** Without another witness it depends on the users: if they are served well, nothing may be wrong but our way there. */
function strengthAlone(input: DiagnosisInput): Hypothesis['strength'] {
  return input.users === 'not-served' || input.users === 'partly' ? 'likely' : 'possible'
}

function witnesses(input: DiagnosisInput, host: string): readonly Finding[] {
  return input.on(host, 'server-down', 'balancer-cannot-connect')
}

function hypothesisOf(
  input: DiagnosisInput,
  hosts: readonly string[],
  strength: Hypothesis['strength'],
): readonly Hypothesis[] {
  if (hosts.length === 0) return []
  const unseen = input.all('unseen').filter((finding) => hosts.includes(hostOf(finding)))
  const names = foldNames(hosts)
  return [
    {
      cause: 'host_unreachable',
      strength,
      title: hosts.length === 1 ? `${names} cannot be reached` : `${hosts.length} hosts cannot be reached: ${names}`,
      where: hosts,
      rests: unseen,
      supports: hosts.flatMap((host) => witnesses(input, host)),
      hosts,
      next: [
        look(`See whether it runs at all, in the console of its hypervisor or cloud: ${names}`),
        followWay(hosts[0] ?? ''),
        act('While it is away, take it out of the balancer, so that no request waits for it'),
      ],
      explains: (finding) =>
        isSymptomOn(input, hosts, finding) || (finding.id === 'unseen' && hosts.includes(hostOf(finding))),
    },
  ]
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const { hosts } = input
  if (hosts.length === 0) return undefined
  const stuck = hosts.flatMap((host) => input.on(host, 'host-stuck'))
  if (stuck[0] !== undefined) return { text: stuck[0].text }
  const unreachable = hosts.filter((host) => input.unreachableHosts.has(host))
  if (unreachable.length > 0) {
    const up = input.on(unreachable[0] ?? '', 'server-up', 'balancer-connects')[0]
    return up === undefined
      ? undefined
      : { text: `${up.text}: only our own way to ${foldNames(unreachable)} is blocked` }
  }
  const seen = hosts.filter((host) => input.on(host, 'load-ok', 'load-high', 'memory-ok', 'memory-high').length > 0)
  if (seen.length < hosts.length) return undefined
  return { text: hosts.length === 1 ? `${hosts[0]} answers over SSH` : `${allHosts(hosts.length)} answer over SSH` }
}
