import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { commandLine, commandWord, figureWord } from '../service/command-word.ts'
import { act, look, type NextStep } from './action.ts'
import { type DiagnosisInput } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { connectionFailures, journalOf, nextForProxy, stoppedProxies } from './stopped-proxies.ts'
import { isSymptomOn, type Unserved, userSymptoms } from './symptoms.ts'
import { followWay, readListeners } from './usual-actions.ts'

/** The program that takes users' requests and passes them on does not do so. */
export const balancerDown: CauseRule = { cause: 'balancer_down', examine, ruleOut }

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const found = [...examineUnits(input), ...examineHost(input)]
  return found.length > 0 ? found : examineWay(input)
}

/** The unit on the balancer's host; without a balancer of its own host, the proxy beside the application. */
function examineUnits(input: DiagnosisInput): readonly Hypothesis[] {
  return stoppedProxies(input)
    .filter(({ isEntrance }) => isEntrance)
    .map(({ unit, places, findings }) => {
      const isForAll = input.service.balancer !== undefined || places.length === input.hosts.length
      return hypothesis(input, {
        strength: 'confirmed',
        title: `${unit} on ${foldNames(places)}, which passes requests on, is not running`,
        where: places.map((each) => `${unit} on ${each}`),
        rests: findings,
        supports: [...places.flatMap((each) => journalOf(input, each, unit)), ...connectionFailures(input)],
        hosts: isForAll ? 'all' : places,
        next: nextForProxy(unit, places[0] ?? ''),
      })
    })
}

/** The balancer's whole host is away, and users get no connection. */
function examineHost(input: DiagnosisInput): readonly Hypothesis[] {
  const host = input.service.balancer?.host
  if (host === undefined || input.hosts.includes(host) || !input.unreachableHosts.has(host)) return []
  const failures = connectionFailures(input)
  if (failures.length === 0) return []
  return [
    hypothesis(input, {
      strength: 'confirmed',
      title: `The balancer's host ${host} cannot be reached, and users get no connection`,
      where: [host],
      rests: failures,
      supports: input.all('unseen').filter((finding) => finding.place === host),
      hosts: 'all',
      next: [
        look(`See whether ${host} runs at all, in the console of its hypervisor or cloud`),
        followWay(host),
        act('If it stays away, move its address or the DNS record to a spare balancer'),
      ],
    }),
  ]
}

/** Users get no connection although the application answers on its hosts: what lies between is at fault. */
function examineWay(input: DiagnosisInput): readonly Hypothesis[] {
  const failures = connectionFailures(input)
  const edge = failures[0]
  const isThere = input.all('health-ok', 'health-slow').length > 0 || isListening(input)
  if (edge === undefined || !isThere) return []
  const host = input.service.balancer?.host
  const frozen = host === undefined ? [] : input.on(host, 'process-frozen')
  const isServedInside = input.all('edge-from-balancer').some((finding) => finding.facts.served)
  const place = host ?? edge.place
  return [
    hypothesis(input, {
      strength: frozen.length > 0 ? 'confirmed' : isServedInside ? 'possible' : 'likely',
      title: titleOf(edge, { host, frozen: frozen[0] }, isServedInside),
      where: [place],
      rests: [edge, ...frozen],
      supports: [...input.all('edge-from-balancer'), ...input.all('health-ok').slice(0, 1)],
      hosts: 'all',
      next: [
        look('See the same from another network', { command: commandLine`curl -si ${commandWord('url', edge.place)}` }),
        nextOnTheWay(edge, { host, frozen: frozen[0] }),
      ],
    }),
  ]
}

/** The only host listens where users knock, and nothing else is known of its health. */
function isListening(input: DiagnosisInput): boolean {
  const isUnhealthy = input.all('health-failing', 'health-no-answer', 'process-frozen', 'accept-queue-full').length > 0
  return !isUnhealthy && input.all('listening').some((finding) => finding.facts.isPublic === true)
}

interface Entrance {
  readonly host: string | undefined
  readonly frozen: Finding<'process-frozen'> | undefined
}

function nextOnTheWay(edge: Unserved, { host, frozen }: Entrance): NextStep {
  const { hostname, port } = URL.canParse(edge.place) ? new URL(edge.place) : { hostname: edge.place, port: '' }
  const name = commandWord('host', hostname.replace(/^\[(.*)\]$/, '$1'))
  if (frozen !== undefined) {
    return act('Let it go on', {
      command: commandLine`sudo kill -CONT ${figureWord(frozen.facts.pid || undefined)}`,
      on: host,
      changes: `the stopped process on ${host} goes on`,
    })
  }
  if (edge.facts.failure === 'tls') {
    const at = commandWord('address', `${hostname}:${port || 443}`)
    const command = commandLine`openssl s_client -connect ${at} -servername ${name} </dev/null`
    return look('See its certificate', { command })
  }
  if (host === undefined || edge.facts.failure === 'name-not-found')
    return look('See what the name points to', { command: commandLine`dig +short ${name}` })
  return readListeners('See what listens there', host)
}

function titleOf(edge: Unserved, { host, frozen }: Entrance, isServedInside: boolean): string {
  const failure = edge.facts.failure
  if (frozen !== undefined) return `The processes of the balancer on ${host} are stopped`
  if (failure === 'name-not-found') return 'The public name does not resolve'
  if (failure === 'tls') return 'TLS at the public address fails'
  if (isServedInside) return 'The balancer serves on its own host, but not from here: the way to it is blocked'
  if (edge.id === 'edge-intermittent')
    return 'Some requests get no answer at the public address, although the application answers on its hosts'
  return 'Nothing answers at the public address, although the application does on its hosts'
}

function hypothesis(input: DiagnosisInput, parts: Omit<Hypothesis, 'cause' | 'explains'>): Hypothesis {
  return {
    ...parts,
    cause: 'balancer_down',
    explains: (finding) => isOneOf(finding, userSymptoms) || isProxySymptom(input, parts.hosts, finding),
  }
}

/** A proxy on a host that is gone looks, to the balancer, like the host's application. */
function isProxySymptom(input: DiagnosisInput, hosts: readonly string[] | 'all', finding: Finding): boolean {
  return isOneOf(finding, ['server-down', 'balancer-cannot-connect']) && isSymptomOn(input, hosts, finding)
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const active = input.all('unit-active').find((finding) => finding.facts.role === 'balancer')
  if (active !== undefined && connectionFailures(input).length === 0) return { text: active.text }
  const edge = input.all('edge-served', 'edge-slow', 'edge-unavailable', 'edge-intermittent')[0]
  if (edge === undefined || connectionFailures(input).length > 0) return undefined
  return { text: `${edge.text}: something answers at the public address` }
}
