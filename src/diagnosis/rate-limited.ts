import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { proxyUnits } from '../checklist/read/unit-role.ts'
import { commandLine, commandWord } from '../service/command-word.ts'
import { act, look, type NextStep } from './action.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { isSymptomOn, type Unserved, userSymptoms } from './symptoms.ts'

/**
 * Requests refused for being too many. nginx answers 503 for `limit_req` and `limit_conn` by default and logs each;
 * HAProxy answers what its `deny` rule says. Source: nginx ngx_http_limit_req_module, HAProxy configuration manual.
 */
export const rateLimited: CauseRule = { cause: 'rate_limited', examine, ruleOut }

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const refused = input.all('edge-unavailable', 'edge-intermittent')
  const edge = refused[0]
  const proof = edge === undefined ? undefined : proofOf(input, edge)
  if (edge === undefined || proof === undefined) return examineLimitedChecks(input)
  const proxies = proof.findings.filter((finding) => isOneOf(finding, limiters))
  const [proxy] = proxies
  const where = proxy === undefined ? [placeOf(input, edge)] : nameProxies(proxies)
  return [
    {
      cause: 'rate_limited',
      strength: proof.strength,
      title: `Requests are refused as too many by ${where.join(', ')}`,
      where,
      rests: [edge, ...input.all('edge-rate-limited')],
      supports: proof.findings,
      hosts: 'all',
      next: nextOf(where[0] ?? '', (proxy ?? edge).facts.program ?? '', proxy),
      explains: (finding) => isOneOf(finding, [...userSymptoms, 'edge-rate-limited', 'proxy-limiting']),
    },
  ]
}

/** What tells which proxy limits. */
const limiters = ['proxy-limiting', 'config-makes-503'] as const
type Limiter = Finding<(typeof limiters)[number]>

function nameProxies(findings: readonly Limiter[]): readonly string[] {
  return [...new Set(findings.map((finding) => `${finding.facts.program} on ${finding.place}`))]
}

/**
 * A proxy beside the application that limits what comes from one address sees the balancer as a single client: it turns
 * away users and the balancer's checks together, so that the balancer takes a sound server out.
 */
function examineLimitedChecks(input: DiagnosisInput): readonly Hypothesis[] {
  const down: readonly Finding[] = input.all('server-down').filter((server) => isCheckLimited(input, server))
  const hosts = hostsIn(input, down)
  const lines = hosts.flatMap((host) => input.on(host, 'proxy-limiting'))
  const [line] = lines
  if (line === undefined) return []
  const covered = hosts.length === input.hosts.length ? ('all' as const) : hosts
  return [
    {
      cause: 'rate_limited',
      strength: 'confirmed',
      title: `The balancer’s own checks are refused as too many by ${nameProxies(lines).join(', ')}`,
      where: nameProxies(lines),
      rests: down,
      supports: lines,
      hosts: covered,
      next: [
        ...nextOf('', line.facts.program, line),
        act(
          'Count the users, not the balancer: set_real_ip_from and real_ip_header for its address, and no limit for its checks',
        ),
      ],
      explains: (finding) => down.includes(finding) || isSymptomOn(input, covered, finding),
    },
  ]
}

function isCheckLimited(input: DiagnosisInput, server: Finding<'server-down'>): boolean {
  const isRefused = [429, 503].includes(server.facts.checkCode)
  const host = hostOf(server)
  return isRefused && [input.on(host, 'proxy-limiting'), input.on(host, 'health-ok')].every((found) => found.length > 0)
}

const runsOnHosts: ReadonlySet<string> = new Set([...proxyUnits, 'apache'])

/** Without a line of the proxy's own it is the program that answered: on the balancer if there is one, unless it is a cloud's. */
function placeOf(input: DiagnosisInput, edge: Unserved): string {
  const { program = '' } = edge.facts
  const host = input.service.balancer?.host
  if (host === undefined || !(program === '' || runsOnHosts.has(program))) return program || edge.place
  return `${program || 'the balancer'} on ${host}`
}

interface Proof {
  readonly strength: Hypothesis['strength']
  readonly findings: readonly Finding[]
}

function proofOf(input: DiagnosisInput, edge: Unserved): Proof | undefined {
  const logged = input.all('proxy-limiting')
  const configured = input.all('config-makes-503').filter((finding) => finding.facts.isLimit)
  const tooMany = input.all('edge-rate-limited')
  if (tooMany.length > 0) return { strength: 'confirmed', findings: [...tooMany, ...logged, ...configured] }
  if (edge.facts.status !== 503) return undefined
  const { program = '' } = edge.facts
  if (program === 'nginx' && logged.length > 0) return { strength: 'confirmed', findings: [...logged, ...configured] }
  const ofProgram = configured.filter((finding) => finding.facts.program === program)
  const somethingDown = input.all('server-down', 'backend-down', 'health-failing', 'health-no-answer').length > 0
  if (ofProgram.length > 0 && !somethingDown) {
    const denied = input.all('frontend-denying')
    return { strength: denied.length > 0 ? 'confirmed' : 'likely', findings: [...ofProgram, ...denied] }
  }
  const said = input
    .all('edge-responder')
    .filter((finding) => /too many requests|rate.?limit/i.test(finding.facts.meaning))
  const isVague = said.some((finding) => finding.facts.certainty !== 'certain' || program === 'nginx')
  return said.length > 0 && !isVague && !somethingDown ? { strength: 'likely', findings: said } : undefined
}

function nextOf(where: string, program: string, proxy: Limiter | undefined): readonly NextStep[] {
  const last = act(
    'If these are real users, raise the rate or burst of the limit, and reload; if not, block the few that flood',
  )
  const host = proxy?.place ?? where.split(' on ')[1] ?? ''
  if (program === 'haproxy') {
    return [
      look('See who is counted', { command: 'echo "show table" | sudo socat - /run/haproxy/admin.sock', on: host }),
      look('Read the rule that denies', { command: 'grep -rnE "deny|sc_http_req_rate" /etc/haproxy/', on: host }),
      last,
    ]
  }
  if (program !== 'nginx')
    return [
      `Read what ${where === 'app' ? 'the application' : where} limits, and whom it counts, in its own configuration and log`,
      last,
    ]
  const log = commandWord('path', pathOf(proxy) || '/var/log/nginx/error.log')
  return [
    look('See who is limited', { command: commandLine`grep -h limiting ${log} | tail -n 50`, on: host }),
    look('Read the limit', { command: 'grep -rnE "limit_(req|conn)" /etc/nginx/', on: host }),
    last,
  ]
}

function pathOf(proxy: Limiter | undefined): string {
  return proxy?.id === 'proxy-limiting' ? proxy.facts.path : ''
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const [served] = input.all('edge-served', 'edge-slow')
  if (served !== undefined) return { text: `${served.text}: no request was refused` }
  const edge = input.all('edge-unavailable', 'edge-intermittent')[0]
  const status = edge?.facts.status
  if (edge === undefined || status === undefined || status === 503 || status === 429) return undefined
  return { text: `${edge.text}: a limit answers 429 or 503` }
}
