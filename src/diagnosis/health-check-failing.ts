import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { blameOf } from '../checklist/read/last-words.ts'
import { foldNames } from '../lib/fold-names.ts'
import { commandLine, commandWord, figureWord } from '../service/command-word.ts'
import { allHosts } from '../service/service-hosts.ts'
import { accusedEndpoints } from './accused-endpoints.ts'
import { act, look, type NextStep } from './action.ts'
import { examineMarkedUnhealthy } from './backends-marked-unhealthy.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { userSymptoms } from './symptoms.ts'
import { isRefused, type Refusable, unaskedServers } from './unasked-servers.ts'
import { readJournal, readListeners, reloadProxy, tryConnection } from './usual-actions.ts'

/** The check fails, not the application: its endpoint has a bug, the balancer asks for the wrong thing, or cannot get there. */
export const healthCheckFailing: CauseRule = { cause: 'health_check_failing', examine, ruleOut }

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  return [
    ...examineEndpoint(input),
    ...examineBalancer(input),
    ...unaskedServers(input, 'health_check_failing'),
    ...examineHeldOut(input),
    ...examineMarkedUnhealthy(input),
  ]
}

/** The endpoint itself says no, or nothing, on a host. */
function examineEndpoint(input: DiagnosisInput): readonly Hypothesis[] {
  const failing = input.all('health-failing', 'health-intermittent', 'health-no-answer')
  return [...Map.groupBy(failing, (finding) => finding.topic).values()].map((findings) => {
    const [first] = findings
    const hosts = hostsIn(input, findings)
    const names = foldNames(hosts.length > 0 ? hosts : findings.map((finding) => finding.place))
    const url = first?.facts.url ?? ''
    const ask =
      url === ''
        ? commandLine`nc -zv 127.0.0.1 ${figureWord(input.service.port)}`
        : commandLine`curl -si ${commandWord('url', url)}`
    return hypothesis(input, {
      strength: strengthOf(input, findings),
      title: `The health check fails on ${names}: ${first?.topic ?? ''}`,
      where: hosts.length > 0 ? hosts : findings.map((finding) => finding.place),
      rests: findings,
      supports: hosts.flatMap((host) => input.on(host, 'app-serves', 'server-down', 'listening')),
      hosts,
      next: [
        look('Ask it as the balancer does', { command: ask, on: hosts[0] }),
        ...hosts
          .slice(0, 1)
          .map((host) => readJournal('Read what the application says to it', { unit: input.service.unit, host })),
        act('Fix the endpoint; until then the balancer may check TCP instead, if you accept that it sees less'),
      ],
    })
  })
}

/** That the application answers others shows that the check is at fault; that it names something else speaks against it. */
function strengthOf(input: DiagnosisInput, findings: readonly Finding[]): Hypothesis['strength'] {
  const hosts = findings.map(hostOf)
  const blames = hosts.flatMap((host) => input.on(host, 'journal-line')).filter(blamesOther)
  const isBlamed = blames.length > 0 || accusedEndpoints(input).size > 0
  // Pages may do without what the endpoint checks: an endpoint that names what it lacks does its duty.
  if (hosts.some((host) => servesOtherwise(input, host))) return isBlamed ? 'likely' : 'confirmed'
  if (isBlamed) return 'possible'
  const isAnswered = findings.some((finding) => finding.id !== 'health-no-answer')
  const alsoFails = hosts.some((host) => input.on(host, 'app-does-not-serve').length > 0)
  return isAnswered && !alsoFails ? 'confirmed' : 'likely'
}

/** Users may be served by the other hosts: only a host that is still given requests, or that was asked itself, proves it. */
function servesOtherwise(input: DiagnosisInput, host: string): boolean {
  if (input.on(host, 'app-serves').length > 0) return true
  return input.users === 'served' && input.on(host, 'server-down', 'app-does-not-serve').length === 0
}

function blamesOther(line: Finding<'journal-line'>): boolean {
  const supports = line.facts.supports
  return (supports !== '' && supports !== 'health_check_failing') || blameOf(line.facts.line) !== undefined
}

/** The balancer calls a server down that is well on its own host. */
function examineBalancer(input: DiagnosisInput): readonly Hypothesis[] {
  const wrong = input.all('server-down').filter((finding) => isWell(input, finding))
  const blocked = input
    .all('server-down')
    .filter((finding) => answersAtHome(input, finding) && isBlocked(input, finding))
  const asked = wrong.filter((finding) => !blocked.includes(finding))
  const unreached =
    wrong.length + blocked.length > 0
      ? []
      : input.all('balancer-cannot-connect').filter((finding) => answersAtHome(input, finding))
  const apart = [...blocked, ...unreached]
  const refused = apart.filter((finding) => isRefused(input, finding))
  const cut = apart.filter((finding) => !refused.includes(finding))
  return [...askedWrongly(input, asked), ...notReached(input, refused, true), ...notReached(input, cut, false)]
}

/** Its host was asked and answered well; a server on no known host was asked by nobody. */
function isWell(input: DiagnosisInput, finding: Finding): boolean {
  const host = hostOf(finding)
  return host !== '' && input.on(host, 'health-ok', 'health-slow').length > 0
}

/** Its host gets an answer from it, be it only what it wants of those who ask. */
function answersAtHome(input: DiagnosisInput, finding: Finding): boolean {
  return isWell(input, finding) || wantsAt(input, hostOf(finding))
}

function wantsAt(input: DiagnosisInput, host: string): boolean {
  return input.on(host, 'unseen').some((gap) => gap.step === 'health' && gap.facts.wants !== undefined)
}

/** No connection at all, as against an answer that the balancer does not like. Source: HAProxy management guide, 9.1, check_status. */
function isBlocked(input: DiagnosisInput, finding: Finding<'server-down'>): boolean {
  const address = finding.facts.address
  const tried = input.all('balancer-connects', 'balancer-cannot-connect').find((each) => each.facts.address === address)
  if (tried !== undefined) return tried.id === 'balancer-cannot-connect'
  return finding.facts.checkStatus.startsWith('L4')
}

function askedWrongly(input: DiagnosisInput, findings: readonly Finding<'server-down'>[]): readonly Hypothesis[] {
  const [first] = findings
  if (first === undefined) return []
  const code = first.facts.checkCode
  const balancer = first.facts.balancer
  const hosts = hostsIn(input, findings)
  const status = first.facts.checkStatus
  const says = code ? `gets ${code}` : `fails${status === '' ? '' : ` (${status})`}`
  return [
    hypothesis(input, {
      // Without a health endpoint all that is known to be fine is its port.
      strength: input.service.health === undefined ? 'likely' : 'confirmed',
      title: `The balancer’s check ${says} on ${foldNames(findings.map((finding) => finding.facts.server))}, while the application’s own health is fine`,
      where: [...findings.map((finding) => finding.place), ...hosts],
      rests: findings,
      supports: hosts.flatMap((host) => input.on(host, 'health-ok')),
      hosts: hosts.length === 0 ? 'all' : hosts,
      next: [
        look('See what it asks for', {
          command: 'grep -nE "httpchk|http-check" /etc/haproxy/haproxy.cfg',
          on: balancer,
        }),
        ...askTheSame(input, first),
        reloadProxy('When path, Host header or expected status is fixed, let it read that', {
          program: 'haproxy',
          host: balancer,
        }),
      ],
    }),
  ]
}

/** What the balancer asks its servers for is written in its configuration; where that was not seen, nobody knows it here. */
function askTheSame(input: DiagnosisInput, server: Finding<'server-down'>): readonly NextStep[] {
  const balancer = server.facts.balancer
  const [path] = input.on(balancer, 'balancer-recognised').map((finding) => finding.facts.checkPath)
  if (path === undefined || !path.startsWith('/')) return []
  const url = commandWord('url', `http://${server.facts.address}${path}`)
  return [look('Ask the same', { command: commandLine`curl -si ${url}`, on: balancer })]
}

/** Refused: somebody answers there and nobody listens. Otherwise nothing at all comes back: the way is blocked. */
function notReached(input: DiagnosisInput, findings: readonly Refusable[], isRefused: boolean): readonly Hypothesis[] {
  const [first] = findings
  if (first === undefined) return []
  const balancer = first.facts.balancer
  const hosts = hostsIn(input, findings)
  const names = foldNames(hosts)
  const local = hosts.flatMap((host) => input.on(host, 'listening-on-loopback-only'))
  const address = first.facts.address
  const isFine = findings.every((finding) => isWell(input, finding))
  const why = isRefused ? whyRefused(input, address) : 'the way between them is blocked'
  const attempt = tryConnection(balancer, address)
  const listeners = hosts.slice(0, 1).map((host) => readListeners('See where it listens', host))
  const rules = hosts
    .slice(0, 1)
    .map((on) =>
      look('Read the rules on the way, and security groups, if any', { command: 'sudo nft list ruleset', on }),
    )
  return [
    hypothesis(input, {
      strength: 'confirmed',
      title: `${balancer} ${isRefused ? 'is refused by' : 'cannot connect to'} ${names}, ${isFine ? 'whose own health is fine' : 'which answers on its own host'}: ${local.length > 0 ? 'it listens for its own host only' : why}`,
      where: [`${balancer} → ${names}`, ...hosts],
      rests: findings,
      supports: [
        ...input.all('balancer-cannot-connect').filter((each) => !findings.includes(each)),
        ...local,
        ...hosts.flatMap((host) => input.on(host, 'health-ok')),
      ],
      hosts,
      next: isRefused ? [listeners, attempt, rules].flat() : [attempt, rules, listeners].flat(),
    }),
  ]
}

function whyRefused({ service }: DiagnosisInput, address: string): string {
  const asked = Number(/:(\d+)$/.exec(address)?.[1])
  if (service.port !== undefined && asked > 0 && asked !== service.port)
    return `the balancer asks port ${asked}, and the application listens on ${service.port}`
  return address === '' ? 'nothing listens for others there' : `nothing listens for others at ${address}`
}

interface HeldOut {
  readonly program: string
  readonly setting: string
  /** What users get meanwhile. */
  readonly status: number
  readonly next: (host: string) => readonly NextStep[]
}

/** Proxies that leave a server out for a while after failures of requests, however well it is by now; by their log's words. */
const heldOutBy: Readonly<Record<string, HeldOut>> = {
  // Source: ngx_http_upstream_module.
  'nginx-no-live-upstreams': {
    program: 'nginx',
    setting: 'max_fails',
    status: 502,
    next: (host) => [
      look('See for how long', { command: 'sudo nginx -T | grep -n fail_timeout', on: host }),
      reloadProxy('Let it try them again', { program: 'nginx', host }),
      'Choose fail_timeout in seconds, and max_fails above 1, so that one failure does not take a server out for long',
    ],
  },
  // Source: mod_proxy, retry= of BalancerMember, and forcerecovery of mod_proxy_balancer.
  'apache-all-in-error': {
    program: 'Apache',
    setting: 'retry',
    status: 503,
    next: (host) => [
      look('See for how long', {
        command: 'grep -rnE "retry=|forcerecovery|status=" /etc/apache2 /etc/httpd',
        on: host,
      }),
      reloadProxy('Let it try them again', { program: 'apache', host }),
      'Choose retry= in seconds, and leave forcerecovery on, so that a server which is well again is used',
    ],
  },
}

function examineHeldOut(input: DiagnosisInput): readonly Hypothesis[] {
  const lines = input
    .all('proxy-log-line')
    .filter((line) => heldOutBy[line.facts.signature] && line.place === input.service.balancer?.host)
  const [first] = lines
  const by = heldOutBy[first?.facts.signature ?? '']
  const edges = input.all('edge-unavailable', 'edge-intermittent').filter((edge) => edge.facts.status === by?.status)
  const areWell = input.hosts.every((host) => input.on(host, 'health-ok', 'health-slow').length > 0)
  if (first === undefined || by === undefined || edges.length === 0 || !areWell) return []
  if (input.all('balancer-cannot-connect').length > 0) return []
  return [
    hypothesis(input, {
      strength: 'confirmed',
      title: `${by.program} on ${first.place} leaves its servers out for failures of a while ago (${by.setting}), while their own health is fine`,
      where: [first.place, ...input.hosts],
      rests: edges,
      supports: [...lines, ...input.all('balancer-connects', 'health-ok')],
      hosts: 'all',
      next: by.next(first.place),
    }),
  ]
}

function hypothesis(input: DiagnosisInput, parts: Omit<Hypothesis, 'cause' | 'explains'>): Hypothesis {
  const rests = new Set(parts.rests)
  const isAll = parts.hosts === 'all' || input.hosts.every((host) => parts.hosts.includes(host))
  return {
    ...parts,
    cause: 'health_check_failing',
    explains: (finding) =>
      rests.has(finding) ||
      (isOneOf(finding, userSymptoms) && (isAll || !isOneOf(finding, ['edge-unavailable', 'backend-down']))) ||
      (isOneOf(finding, ['server-down', 'server-flapping', 'balancer-cannot-connect']) &&
        (parts.hosts === 'all' || parts.hosts.includes(hostOf(finding)))),
  }
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const fine = input.all('health-ok', 'health-slow')
  if (input.stepStatus('health') === 'unknown' || fine.length === 0) return undefined
  if (input.hosts.some((host) => input.on(host, 'health-ok', 'health-slow').length === 0)) return undefined
  const up = input.all('server-up').length
  const balancer = up > 0 ? `, ${up} servers up in the balancer` : ''
  const text = input.hosts.length === 1 ? (fine[0]?.text ?? '') : `health fine on ${allHosts(input.hosts.length)}`
  return { text: `${text}${balancer}` }
}
