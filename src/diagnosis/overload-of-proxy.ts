import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { act, look, type NextStep } from './action.ts'
import { type DiagnosisInput, hostsIn } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { isSymptomOn } from './symptoms.ts'

/**
 * A proxy that has no connection or descriptor left, by its own log or counters, turns away users and the balancer's
 * checks alike, whatever the application behind it could do. Where that is not well either, the proxy waits for it.
 */
export function examineProxies(input: DiagnosisInput): readonly Hypothesis[] {
  const said = [...input.all('proxy-log-line'), ...input.all('frontend-at-limit')]
  const felt = said.filter((line) => line.facts.lacks !== undefined && isFelt(input, line.place))
  const groups = Map.groupBy(felt, (line) => `${line.facts.program} ${line.facts.lacks}`)
  return [...groups.values()].map((group) => hypothesisOf(input, group))
}

function isFelt(input: DiagnosisInput, place: string): boolean {
  const isBalancer = place === input.service.balancer?.host
  const behind = isBalancer ? input.hosts : [place]
  const isWell = behind.some((host) => input.on(host, 'health-ok', 'health-slow').length > 0)
  const suffer = input.users === 'not-served' || input.users === 'partly'
  return isWell && (suffer || (!isBalancer && input.on(place, 'server-down', 'server-flapping').length > 0))
}

function hypothesisOf(
  input: DiagnosisInput,
  lines: readonly Finding<'proxy-log-line' | 'frontend-at-limit'>[],
): Hypothesis {
  const [first] = lines
  const places = [...new Set(lines.map((line) => line.place))]
  const isBalancer = places.includes(input.service.balancer?.host ?? '')
  const hosts = isBalancer ? ('all' as const) : hostsIn(input, lines)
  const program = nameOf(first?.facts.program)
  const explains = (finding: Finding): boolean => isSymptomOn(input, hosts, finding)
  return {
    cause: 'server_overload',
    strength: 'confirmed',
    title: `${program} on ${foldNames(places)} has no ${first?.facts.lacks ?? ''} left`,
    where: places,
    rests: input
      .all('server-down', 'server-flapping', 'balancer-cannot-connect', 'edge-unavailable', 'edge-intermittent')
      .filter(explains),
    supports: lines,
    hosts,
    next: nextOf(program, places[0] ?? ''),
    explains: (finding) => explains(finding) && !isOneOf(finding, ['health-failing', 'health-no-answer']),
  }
}

/** A log whose writer was not recognised is still some proxy's. */
function nameOf(program = 'unknown'): string {
  return program === 'unknown' ? 'the proxy' : program
}

function nextOf(program: string, host: string): readonly NextStep[] {
  const settings: Readonly<Record<string, string>> = {
    nginx: 'worker_connections and worker_rlimit_nofile in nginx.conf',
    haproxy: 'maxconn in the global and the frontend section of haproxy.cfg',
  }
  return [
    look('See who holds them', {
      command:
        'ss -Htn state established | tr -s " " | cut -d " " -f 4 | sed "s/:[0-9]*$//" | sort | uniq -c | sort -rn | head',
      on: host,
    }),
    act(
      'If few clients hold many, limit them and shorten the time a request may take to arrive (client_header_timeout, timeout http-request)',
    ),
    `If they are real users, raise ${settings[program] ?? 'its limit of connections and of open files'}, and reload`,
  ]
}
