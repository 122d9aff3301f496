import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { look, type NextStep } from './action.ts'
import type { CauseId } from './diagnosis.ts'
import { type DiagnosisInput, hostOf } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { userSymptoms } from './symptoms.ts'
import { tryConnection } from './usual-actions.ts'

/** What a balancer says of a server that it does not reach, or that fails its check. */
export type Refusable = Finding<'server-down' | 'balancer-cannot-connect'>

type Told = Extract<CauseId, 'app_not_started' | 'host_unreachable' | 'health_check_failing'>

/**
 * Servers that take the service's requests and could not be matched with one of its hosts, or whose host this machine cannot
 * look at: nobody is known to have asked them but the balancer, so its word is all there is, and proves nothing.
 */
export function unaskedServers(input: DiagnosisInput, cause: Told): readonly Hypothesis[] {
  const down = input.all('server-down')
  const unasked = (down.length > 0 ? down : input.all('balancer-cannot-connect')).filter(
    (finding) => isUnasked(input, hostOf(finding)) && causeOf(input, finding) === cause,
  )
  const groups = Map.groupBy(unasked, (finding) => `${finding.facts.balancer} ${hostOf(finding) === ''}`)
  return [...groups.values()].map((findings) => hypothesisOf(input, cause, findings))
}

/** Unknown, or a host of which nothing was seen for a trouble of our own. */
function isUnasked(input: DiagnosisInput, host: string): boolean {
  if (host === '') return true
  const isHidden = input.on(host, 'unseen').some(({ facts }) => facts.reason === 'this-machine')
  return isHidden && input.on(host, 'load-ok', 'load-high', 'memory-ok', 'memory-high', 'health-ok').length === 0
}

function causeOf(input: DiagnosisInput, finding: Refusable): Told | undefined {
  if (isRefused(input, finding)) return 'app_not_started'
  const isOwnTry = finding.id === 'balancer-cannot-connect'
  if (isOwnTry && finding.facts.failure === 'name-not-found') return undefined
  const isBlocked = isOwnTry || finding.facts.checkStatus.startsWith('L4')
  return isBlocked ? 'host_unreachable' : 'health_check_failing'
}

/** Somebody answered and said no: the way is free, and nothing listens at its end. */
export function isRefused(input: DiagnosisInput, finding: Refusable): boolean {
  const address = finding.facts.address
  const tried = input.all('balancer-cannot-connect').find((each) => address !== '' && each.facts.address === address)
  if (tried !== undefined) return tried.facts.failure === 'refused'
  if (finding.id === 'balancer-cannot-connect') return false
  return finding.facts.checkStatus === 'L4CON' && /refused/i.test(finding.facts.checkDetail)
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

function hypothesisOf(input: DiagnosisInput, cause: Told, findings: readonly Refusable[]): Hypothesis {
  const [first] = findings
  const { balancer = '', address = '' } = first?.facts ?? {}
  const rests = new Set<Finding>(findings)
  const code = first?.id === 'server-down' ? first.facts.checkCode : 0
  const { says, next } = hints[cause](code ? ` (${code})` : '')
  const names = foldNames(findings.map(nameOf))
  const isLast = input.all('server-up', 'balancer-connects').length === 0
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
      ...tryConnection(balancer, address),
      next,
      hosts.length > 0
        ? 'Fix what keeps this machine from looking at it, then check again'
        : 'If it serves no longer, take it out of the balancer; if it does, list its host in services.yml, so that it is looked at',
    ],
    explains: (finding) =>
      rests.has(finding) ||
      isOneOf(finding, ['edge-intermittent', 'edge-slow']) ||
      (isLast && isOneOf(finding, userSymptoms)),
  }
}

function nameOf(finding: Refusable): string {
  const name = finding.id === 'server-down' ? finding.facts.server : ''
  return name || finding.facts.address || finding.place
}
