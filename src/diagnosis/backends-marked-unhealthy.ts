import { isOneOf } from '../checklist/is-one-of.ts'
import { commandLine, commandWord } from '../service/command-word.ts'
import { act, look } from './action.ts'
import { type DiagnosisInput } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { userSymptoms } from './symptoms.ts'

/**
 * A balancer that checks its servers, and tells nobody what came of it, finds none of them fit: all of them take its
 * connections, and nothing on their hosts is seen to fail. Source: vcl-probe(7).
 */
export function examineMarkedUnhealthy(input: DiagnosisInput): readonly Hypothesis[] {
  const balancer = input
    .all('balancer-recognised')
    .find((each) => each.facts.kind === 'varnish' && each.facts.healthPath !== undefined)
  const edge = input
    .all('edge-unavailable')
    .find((each) => each.facts.status === 503 && each.facts.program === balancer?.facts.kind)
  const connects = input.all('balancer-connects')
  const [reached] = connects
  const speaksAgainst = input.all('balancer-cannot-connect', 'health-failing', 'health-no-answer', 'config-makes-503')
  if (balancer === undefined || edge === undefined || reached === undefined || speaksAgainst.length > 0) return []
  const program = balancer.facts.kind
  const path = balancer.facts.healthPath
  return [
    {
      cause: 'health_check_failing',
      // A server at its max_connections is passed over as well.
      strength: balancer.facts.isLimited === true ? 'possible' : 'likely',
      title: `${program} on ${balancer.place} has all backends marked unhealthy by its check of ${path}, although all take connections`,
      where: [balancer.place, ...input.hosts],
      rests: [edge],
      supports: [...connects, balancer],
      hosts: 'all',
      next: [
        look('See what it thinks of each', { command: 'sudo varnishadm backend.list -p', on: balancer.place }),
        look('Ask the same', {
          command: commandLine`curl -si ${commandWord('url', `http://${reached.facts.address}${path}`)}`,
          on: balancer.place,
        }),
        act('Fix the path or what it answers; if the servers are fit, look for max_connections in the VCL'),
      ],
      explains: (finding) => isOneOf(finding, userSymptoms),
    },
  ]
}
