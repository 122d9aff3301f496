import type { Finding } from '../checklist/finding.ts'
import { foldNames } from '../lib/fold-names.ts'
import { act, look } from './action.ts'
import { hostOf, type Scene } from './scene.ts'
import type { CauseRule, Suspect } from './suspect.ts'
import { isSymptomOn } from './symptoms.ts'
import { unaskedServers } from './unasked-servers.ts'
import { followWay } from './usual-actions.ts'

/**
 * A host of the service that answers nobody. That we cannot reach it says little: it takes a second witness (the
 * balancer, or users) to call it gone, and a balancer that finds it up shows that only our own way there is blocked.
 */
export const hostUnreachable: CauseRule = { cause: 'host_unreachable', examine, ruleOut }

function examine(scene: Scene): readonly Suspect[] {
  // A balancer needs some seconds to notice: while users suffer, its good opinion of a dark host is no alibi.
  const suffer = scene.users === 'not-served' || scene.users === 'partly'
  const dark = scene.hosts.filter(
    (host) =>
      scene.dark.has(host) &&
      scene.on(host, 'host-stuck').length === 0 &&
      (suffer || scene.on(host, 'server-up', 'balancer-connects').length === 0),
  )
  const gone = dark.filter((host) => witnesses(scene, host).length > 0)
  const maybe = dark.filter((host) => !gone.includes(host))
  return [
    ...suspectOf(scene, gone, 'confirmed'),
    ...suspectOf(scene, maybe, strengthAlone(scene)),
    ...unaskedServers(scene, 'host_unreachable'),
  ]
}

/** Without another witness it depends on the users: if they are served well, nothing may be wrong but our way there. */
function strengthAlone(scene: Scene): Suspect['strength'] {
  return scene.users === 'not-served' || scene.users === 'partly' ? 'likely' : 'possible'
}

function witnesses(scene: Scene, host: string): readonly Finding[] {
  return scene.on(host, 'server-down', 'balancer-cannot-connect')
}

function suspectOf(scene: Scene, hosts: readonly string[], strength: Suspect['strength']): readonly Suspect[] {
  if (hosts.length === 0) return []
  const unseen = scene.all('unseen').filter((finding) => hosts.includes(hostOf(finding)))
  const names = foldNames(hosts)
  return [
    {
      cause: 'host_unreachable',
      strength,
      title: hosts.length === 1 ? `${names} cannot be reached` : `${hosts.length} hosts cannot be reached: ${names}`,
      where: hosts,
      rests: unseen,
      supports: hosts.flatMap((host) => witnesses(scene, host)),
      hosts,
      next: [
        look(`See whether it runs at all, in the console of its hypervisor or cloud: ${names}`),
        followWay(hosts[0] ?? ''),
        act('While it is away, take it out of the balancer, so that no request waits for it'),
      ],
      explains: (finding) =>
        isSymptomOn(scene, hosts, finding) || (finding.id === 'unseen' && hosts.includes(hostOf(finding))),
    },
  ]
}

function ruleOut(scene: Scene): { readonly text: string } | undefined {
  const { hosts } = scene
  if (hosts.length === 0) return undefined
  const stuck = hosts.flatMap((host) => scene.on(host, 'host-stuck'))
  if (stuck[0] !== undefined) return { text: stuck[0].text }
  const dark = hosts.filter((host) => scene.dark.has(host))
  if (dark.length > 0) {
    const up = scene.on(dark[0] ?? '', 'server-up', 'balancer-connects')[0]
    return up === undefined ? undefined : { text: `${up.text}: only our own way to ${foldNames(dark)} is blocked` }
  }
  const seen = hosts.filter((host) => scene.on(host, 'load-ok', 'load-high', 'memory-ok', 'memory-high').length > 0)
  if (seen.length < hosts.length) return undefined
  return { text: hosts.length === 1 ? `${hosts[0]} answers over SSH` : `all ${hosts.length} hosts answer over SSH` }
}
