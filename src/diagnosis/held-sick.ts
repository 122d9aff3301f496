import { isOneOf } from '../checklist/is-one-of.ts'
import { commandLine, commandWord } from '../service/command-word.ts'
import { act, look } from './action.ts'
import { type Scene } from './scene.ts'
import type { Suspect } from './suspect.ts'
import { userSymptoms } from './symptoms.ts'

/**
 * A balancer that checks its servers, and tells nobody what came of it, finds none of them fit: all of them take its
 * connections, and nothing on their hosts is seen to fail. Source: vcl-probe(7).
 */
export function examineHeldSick(scene: Scene): readonly Suspect[] {
  const balancer = scene
    .all('balancer-recognised')
    .find((each) => each.facts.kind === 'varnish' && each.facts.healthPath !== undefined)
  const edge = scene
    .all('edge-unavailable')
    .find((each) => each.facts.status === 503 && each.facts.program === balancer?.facts.kind)
  const connects = scene.all('balancer-connects')
  const [reached] = connects
  const speaksAgainst = scene.all('balancer-cannot-connect', 'health-failing', 'health-no-answer', 'config-makes-503')
  if (balancer === undefined || edge === undefined || reached === undefined || speaksAgainst.length > 0) return []
  const program = balancer.facts.kind
  const path = balancer.facts.healthPath
  return [
    {
      cause: 'health_check_failing',
      // A server at its max_connections is passed over as well.
      strength: balancer.facts.isLimited === true ? 'possible' : 'likely',
      title: `${program} on ${balancer.place} gives requests to none of its servers, although all take connections: its check of ${path} holds them sick`,
      where: [balancer.place, ...scene.hosts],
      rests: [edge],
      supports: [...connects, balancer],
      hosts: 'all',
      next: [
        look('See what it thinks of each', { command: 'sudo varnishadm backend.list -p', on: balancer.place }),
        look('Ask the same', {
          command: commandLine`curl -si ${commandWord('url', `http://${reached.facts.address}${path}`)}`,
          on: balancer.place,
        }),
        act('Mend the path or what it answers; if the servers are fit, look for max_connections in the VCL'),
      ],
      explains: (finding) => isOneOf(finding, userSymptoms),
    },
  ]
}
