import type { Finding } from '../checklist/finding.ts'
import { numberFact, type Scene, textFact } from './scene.ts'

/** What the proxy beside the application says of it, and what users or the health check get of that. */
export interface ProxyWords {
  readonly host: string
  readonly line: Finding
  readonly symptoms: readonly Finding[]
}

/** What a proxy answers in the place of an application that did not. */
const gatewayStatuses: readonly number[] = [502, 503, 504]

/**
 * Hosts whose own proxy answers for the application, with the last line of its log that says why, where that speaks for
 * `cause`. Older lines are history: a restart a moment ago leaves refusals behind.
 */
export function wordsOfProxies(scene: Scene, cause: 'app_not_started' | 'server_overload'): readonly ProxyWords[] {
  return scene.hosts.flatMap((host) => {
    const line = scene
      .on(host, 'proxy-log-line')
      .filter((each) => textFact(each, 'supports') !== '')
      .at(-1)
    if (line === undefined || textFact(line, 'supports') !== cause || textFact(line, 'lacks') !== '') return []
    const symptoms = [...ofUsers(scene, line), ...ofHealth(scene, host)]
    return symptoms.length === 0 ? [] : [{ host, line, symptoms }]
  })
}

function ofUsers(scene: Scene, line: Finding): readonly Finding[] {
  return scene
    .all('edge-unavailable', 'edge-intermittent')
    .filter((edge) => isGateway(edge) && textFact(edge, 'program') === textFact(line, 'program'))
}

function ofHealth(scene: Scene, host: string): readonly Finding[] {
  const answers = scene.on(host, 'health-failing', 'health-intermittent')
  return answers.filter((finding) => isGateway(finding) && numberFact(finding, 'status') !== 503)
}

const isGateway = (finding: Finding): boolean => gatewayStatuses.includes(numberFact(finding, 'status') ?? 0)
