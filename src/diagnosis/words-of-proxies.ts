import type { Finding } from '../checklist/finding.ts'
import { type DiagnosisInput } from './diagnosis-input.ts'

/** What the proxy beside the application says of it, and what users or the health check get of that. */
export interface ProxyWords {
  readonly host: string
  readonly line: Finding<'proxy-log-line'>
  readonly symptoms: readonly Finding[]
}

/** What a proxy answers in the place of an application that did not. */
const gatewayStatuses: readonly number[] = [502, 503, 504]

/**
 * Hosts whose own proxy answers for the application, with the last line of its log that says why, where that speaks for
 * `cause`. Older lines are history: a restart a moment ago leaves refusals behind.
 */
export function wordsOfProxies(
  input: DiagnosisInput,
  cause: 'app_not_started' | 'server_overload',
): readonly ProxyWords[] {
  return input.hosts.flatMap((host) => {
    const line = input
      .on(host, 'proxy-log-line')
      .filter((each) => each.facts.supports !== '')
      .at(-1)
    if (line === undefined || line.facts.supports !== cause || line.facts.lacks !== undefined) return []
    const symptoms = [...ofUsers(input, line), ...ofHealth(input, host)]
    return symptoms.length === 0 ? [] : [{ host, line, symptoms }]
  })
}

function ofUsers(input: DiagnosisInput, line: Finding<'proxy-log-line'>): readonly Finding[] {
  return input
    .all('edge-unavailable', 'edge-intermittent')
    .filter((edge) => isGateway(edge) && edge.facts.program === line.facts.program)
}

function ofHealth(input: DiagnosisInput, host: string): readonly Finding[] {
  const answers = input.on(host, 'health-failing', 'health-intermittent')
  return answers.filter((finding) => isGateway(finding) && statusOf(finding) !== 503)
}

const isGateway = (finding: Parameters<typeof statusOf>[0]): boolean => gatewayStatuses.includes(statusOf(finding))

/** Zero where it tells of no answer. */
function statusOf({
  facts,
}: Finding<'edge-unavailable' | 'edge-intermittent' | 'health-failing' | 'health-intermittent'>) {
  return 'status' in facts ? (facts.status ?? 0) : 0
}
