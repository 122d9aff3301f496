import type { Finding } from '../checklist/finding.ts'
import { foldNames } from '../lib/fold-names.ts'
import { look, type NextStep } from './action.ts'
import type { CauseId } from './diagnosis.ts'
import { hostOf, numberFact, type Scene, textFact } from './scene.ts'
import type { Suspect } from './suspect.ts'
import { isOneOf, userSymptoms } from './symptoms.ts'
import { tryConnection } from './usual-actions.ts'

type Told = Extract<CauseId, 'app_not_started' | 'host_unreachable' | 'health_check_failing'>

/**
 * Servers that take the service's requests and could not be matched with one of its hosts, or whose host this machine cannot
 * look at: nobody is known to have asked them but the balancer, so its word is all there is, and proves nothing.
 */
export function unaskedServers(scene: Scene, cause: Told): readonly Suspect[] {
  const down = scene.all('server-down')
  const unasked = (down.length > 0 ? down : scene.all('balancer-cannot-connect')).filter(
    (finding) => isUnasked(scene, hostOf(finding)) && causeOf(scene, finding) === cause,
  )
  const groups = Map.groupBy(unasked, (finding) => `${textFact(finding, 'balancer')} ${hostOf(finding) === ''}`)
  return [...groups.values()].map((findings) => suspectOf(scene, cause, findings))
}

/** Unknown, or a host of which nothing was seen for a trouble of our own. */
function isUnasked(scene: Scene, host: string): boolean {
  if (host === '') return true
  const isHidden = scene.on(host, 'unseen').some(({ facts }) => facts?.['reason'] === 'this-machine')
  return isHidden && scene.on(host, 'load-ok', 'load-high', 'memory-ok', 'memory-high', 'health-ok').length === 0
}

function causeOf(scene: Scene, finding: Finding): Told | undefined {
  if (isRefused(scene, finding)) return 'app_not_started'
  const failure = textFact(finding, 'failure')
  if (failure === 'name-not-found') return undefined
  const isBlocked = failure !== '' || textFact(finding, 'checkStatus').startsWith('L4')
  return isBlocked ? 'host_unreachable' : 'health_check_failing'
}

/** Somebody answered and said no: the way is free, and nothing listens at its end. */
export function isRefused(scene: Scene, finding: Finding): boolean {
  const address = textFact(finding, 'address')
  const tried = scene
    .all('balancer-cannot-connect')
    .find((each) => address !== '' && textFact(each, 'address') === address)
  if (tried !== undefined) return textFact(tried, 'failure') === 'refused'
  return textFact(finding, 'checkStatus') === 'L4CON' && /refused/i.test(textFact(finding, 'checkDetail'))
}

interface Hint {
  readonly says: string
  readonly next: NextStep
}

const hints: Record<Told, (how: string) => Hint> = {
  app_not_started: () => ({
    says: 'is refused by',
    next: look('On the server, see whether its application runs', { command: 'sudo ss -ltnp' }),
  }),
  host_unreachable: () => ({
    says: 'gets no connection to',
    next: 'See whether the server runs at all, in the console of its hypervisor or cloud',
  }),
  health_check_failing: (how) => ({
    says: `finds its check failing${how} on`,
    next: 'Ask the server for the same page as the check does, with the same Host header',
  }),
}

function suspectOf(scene: Scene, cause: Told, findings: readonly Finding[]): Suspect {
  const [first] = findings
  const balancer = textFact(first, 'balancer')
  const rests = new Set(findings)
  const code = numberFact(first, 'checkCode')
  const { says, next } = hints[cause](code ? ` (${code})` : '')
  const names = foldNames(findings.map((each) => textFact(each, 'server') || textFact(each, 'address') || each.place))
  const isLast = scene.all('server-up', 'balancer-connects').length === 0
  const hosts = [...new Set(findings.map(hostOf))].filter((host) => host !== '')
  const unmatched = `which could not be matched with ${findings.length === 1 ? 'a host' : 'hosts'} of the service`
  return {
    cause,
    strength: 'likely',
    title: `${balancer} ${says} ${names}, ${hosts.length > 0 ? 'which this machine cannot look at' : unmatched}`,
    where: findings.map(({ place }) => place),
    rests: findings,
    supports: [],
    hosts,
    next: [
      ...tryConnection(balancer, textFact(first, 'address')),
      next,
      hosts.length > 0
        ? 'Mend what keeps this machine from looking at it, then check again'
        : 'If it serves no longer, take it out of the balancer; if it does, list its host in services.yml, so that it is looked at',
    ],
    explains: (finding) =>
      rests.has(finding) ||
      isOneOf(finding, ['edge-intermittent', 'edge-slow']) ||
      (isLast && isOneOf(finding, userSymptoms)),
  }
}
