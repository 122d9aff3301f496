import type { Finding } from '../checklist/finding.ts'
import { commandLine, commandWord } from '../service/command-word.ts'
import { look, type NextStep } from './action.ts'
import { type DiagnosisInput } from './diagnosis-input.ts'
import type { Unserved } from './symptoms.ts'
import { roleOf, unitOf } from './unit-facts.ts'
import { readJournal, startUnit } from './usual-actions.ts'

/** A proxy that does not run although requests have to pass through it; on several hosts one fault. */
export interface StoppedProxy {
  readonly unit: string
  readonly places: readonly string[]
  readonly findings: readonly Finding[]
  /** It is the entrance for users; else it stands beside the application, behind a balancer of its own host. */
  readonly isEntrance: boolean
}

const notRunning = [
  'unit-failed',
  'unit-inactive',
  'unit-missing',
  'unit-crash-looping',
  'unit-killed-for-memory',
] as const

/** Proxies that do not run and matter, each once. */
export function stoppedProxies(input: DiagnosisInput): readonly StoppedProxy[] {
  const found = input.all(...notRunning).filter((finding) => matters(input, finding))
  const groups = Map.groupBy(found, (finding) => {
    const host = isEntrance(input, finding) ? finding.place : ''
    return `${finding.facts.unit} ${host}`
  })
  return [...groups.values()].map((findings) => ({
    unit: unitOf(findings[0]),
    places: [...new Set(findings.map(({ place }) => place))],
    findings,
    isEntrance: findings.some((finding) => isEntrance(input, finding)),
  }))
}

/** What users get is no HTTP answer at all. */
export function connectionFailures(input: DiagnosisInput): readonly Unserved[] {
  return input.all('edge-unavailable', 'edge-intermittent').filter((finding) => finding.facts.status === undefined)
}

/** What to do about a proxy that does not run. */
export function nextForProxy(unit: string, host: string): readonly NextStep[] {
  const at = { unit, host }
  return [
    readJournal('See why', at),
    configTest(unit, host),
    startUnit('When its configuration is sound, start it', at),
  ]
}

/** How a proxy tests its own configuration without touching the running one. */
function configTest(unit: string, host: string): NextStep {
  const tests: Readonly<Record<string, string>> = {
    haproxy: 'haproxy -c -f /etc/haproxy/haproxy.cfg',
    nginx: 'nginx -t',
    apache2: 'apachectl configtest',
    httpd: 'apachectl configtest',
    caddy: 'caddy validate --config /etc/caddy/Caddyfile',
  }
  const test = tests[unit]
  return test === undefined
    ? look('See its state', {
        command: commandLine`systemctl status ${commandWord('unit', unit)} --no-pager`,
        on: host,
      })
    : look('Test its configuration', { command: `sudo ${test}`, on: host })
}

/** The last lines of a unit on a host. */
export function journalOf(input: DiagnosisInput, host: string, unit: string): readonly Finding<'journal-line'>[] {
  return input.on(host, 'journal-line').filter((finding) => finding.facts.unit === unit)
}

function isEntrance(input: DiagnosisInput, finding: Finding): boolean {
  const { balancer } = input.service
  return balancer === undefined || finding.place === balancer.host
}

/** The balancer's own unit always; another proxy only where users or the balancer run into it while the application is well. */
function matters(input: DiagnosisInput, finding: Finding): boolean {
  const role = roleOf(finding)
  if (role === 'balancer') return finding.weight === 'fail'
  if (role !== 'local-proxy') return false
  if (finding.place === input.service.balancer?.host)
    return noOtherProxyOn(input, finding.place) && connectionFailures(input).length > 0
  const isRefused = input.on(finding.place, 'server-down').some((down) => down.facts.checkStatus === 'L4CON')
  const isMissed = input.service.balancer === undefined && connectionFailures(input).length > 0
  const isWell = input.on(finding.place, 'health-ok', 'health-slow').length > 0
  return (isWell && (isRefused || isMissed)) || (isMissed && isOnlyListener(input, finding))
}

/** Nothing listens where users knock, the application runs, and its health is not asked for: it is the proxy that is missed. */
function isOnlyListener(input: DiagnosisInput, { place }: Finding): boolean {
  const isMissing = input.on(place, 'not-listening').some((finding) => finding.facts.isPublic === true)
  const runs = input.on(place, 'unit-active').some((unit) => unit.facts.role === 'app')
  return isMissing && runs && input.on(place, 'health-failing', 'health-no-answer').length === 0
}

function noOtherProxyOn(input: DiagnosisInput, host: string): boolean {
  return !input.on(host, 'unit-active').some((finding) => finding.facts.role !== 'app')
}
