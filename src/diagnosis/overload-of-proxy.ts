import type { Finding } from '../checklist/finding.ts'
import { foldNames } from '../lib/fold-names.ts'
import { act, look, type NextStep } from './action.ts'
import { hostsIn, type Scene, textFact } from './scene.ts'
import type { Suspect } from './suspect.ts'
import { isOneOf, isSymptomOn } from './symptoms.ts'

/**
 * A proxy that has no connection or descriptor left, by its own log or counters, turns away users and the balancer's
 * checks alike, whatever the application behind it could do. Where that is not well either, the proxy waits for it.
 */
export function examineProxies(scene: Scene): readonly Suspect[] {
  const said = [...scene.all('proxy-log-line'), ...scene.all('frontend-at-limit')]
  const felt = said.filter((line) => textFact(line, 'lacks') !== '' && isFelt(scene, line.place))
  const groups = Map.groupBy(felt, (line) => `${textFact(line, 'program')} ${textFact(line, 'lacks')}`)
  return [...groups.values()].map((group) => suspectOf(scene, group))
}

function isFelt(scene: Scene, place: string): boolean {
  const isBalancer = place === scene.service.balancer?.host
  const behind = isBalancer ? scene.hosts : [place]
  const isWell = behind.some((host) => scene.on(host, 'health-ok', 'health-slow').length > 0)
  const suffer = scene.users === 'not-served' || scene.users === 'partly'
  return isWell && (suffer || (!isBalancer && scene.on(place, 'server-down', 'server-flapping').length > 0))
}

function suspectOf(scene: Scene, lines: readonly Finding[]): Suspect {
  const [first] = lines
  const places = [...new Set(lines.map((line) => line.place))]
  const isBalancer = places.includes(scene.service.balancer?.host ?? '')
  const hosts = isBalancer ? ('all' as const) : hostsIn(scene, lines)
  const program = textFact(first, 'program') || 'the proxy'
  const explains = (finding: Finding): boolean => isSymptomOn(scene, hosts, finding)
  return {
    cause: 'server_overload',
    strength: 'confirmed',
    title: `${program} on ${foldNames(places)} has no ${textFact(first, 'lacks')} left`,
    where: places,
    rests: scene
      .all('server-down', 'server-flapping', 'balancer-cannot-connect', 'edge-unavailable', 'edge-intermittent')
      .filter(explains),
    supports: lines,
    hosts,
    next: nextOf(program, places[0] ?? ''),
    explains: (finding) => explains(finding) && !isOneOf(finding, ['health-failing', 'health-no-answer']),
  }
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
