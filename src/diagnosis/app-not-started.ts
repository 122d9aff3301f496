import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { isRaisedError, withoutPrefix } from '../checklist/read/last-words.ts'
import { foldNames } from '../lib/fold-names.ts'
import { oneLine } from '../lib/one-line.ts'
import { commandLine, commandWord } from '../service/command-word.ts'
import { allHosts } from '../service/service-hosts.ts'
import { look } from './action.ts'
import { nextForStopped, releasesBefore } from './actions-for-stopped.ts'
import { diedOfOthers, linesOf } from './crash-reason.ts'
import { isHanging, isRestarting } from './deployment-in-progress.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { journalOf, nextForProxy, stoppedProxies } from './stopped-proxies.ts'
import { isSymptomOn } from './symptoms.ts'
import { unaskedServers } from './unasked-servers.ts'
import { exitWordsOf, roleOf, unitOf } from './unit-facts.ts'
import { reloadProxy } from './usual-actions.ts'
import { wordsOfProxies } from './words-of-proxies.ts'

/** The application's process is not there, does not stay, or does not listen where it should. */
export const appNotStarted: CauseRule = { cause: 'app_not_started', examine, ruleOut }

const gone = [
  'unit-failed',
  'unit-inactive',
  'unit-missing',
  'unit-crash-looping',
  'process-missing',
  'process-frozen',
] as const

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const found = decisiveOf(input)
  const seen = [...Map.groupBy(found, kindOf).values()].map((findings) => hypothesisOf(input, tellingFirst(findings)))
  const told = found.length > 0 ? [] : examineWords(input)
  return [
    ...seen,
    ...examineLocalProxies(input),
    ...examineUnseen(input),
    ...unaskedServers(input, 'app_not_started'),
    ...told,
  ]
}

/** Behind a balancer, the proxy beside the application is a part of it: the balancer finds nobody where it should listen. */
function examineLocalProxies(input: DiagnosisInput): readonly Hypothesis[] {
  return stoppedProxies(input)
    .filter(({ isEntrance }) => !isEntrance)
    .map(({ unit, places, findings }) => ({
      ...hypothesisOf(input, findings),
      title: `${unit}, which takes its requests, is not running on ${foldNames(places)}`,
      supports: places.flatMap((place) => journalOf(input, place, unit)),
      next: nextForProxy(unit, places[0] ?? ''),
    }))
}

/** Nobody listens where the proxy beside it looks for the application, whatever systemd says of its unit: another socket, or a closed one. */
function examineWords(input: DiagnosisInput): readonly Hypothesis[] {
  const words = wordsOfProxies(input, 'app_not_started').filter(({ host }) => input.on(host, 'health-ok').length === 0)
  const [first] = words
  if (first === undefined) return []
  const hosts = words.map(({ host }) => host)
  const program = first.line.facts.program
  return [
    {
      ...hypothesisOf(input, [...new Set(words.flatMap(({ symptoms }) => symptoms))]),
      strength: 'likely',
      title: `${program} on ${foldNames(hosts)} does not reach the application: ${first.line.facts.meaning}`,
      where: hosts,
      hosts,
      supports: words.map(({ line }) => line),
      next: [
        look('Read where it looks', {
          command: commandLine`tail -n 5 ${commandWord('path', first.line.facts.path)}`,
          on: first.host,
        }),
        look('Compare with where the application listens, and who may open it', {
          command: 'ss -lxtn; ls -l /run/*/*.sock',
          on: first.host,
        }),
        reloadProxy('When the one that is wrong is fixed, let the proxy read it', { program, host: first.host }),
      ],
      explains: (finding) => isSymptomOn(input, hosts, finding),
    },
  ]
}

/** A host that we cannot look at, whose proxy answers the balancer's check with 502: there is nothing behind the proxy. */
function examineUnseen(input: DiagnosisInput): readonly Hypothesis[] {
  const down = input
    .all('server-down')
    .filter((server) => input.unreachableHosts.has(hostOf(server)) && server.facts.checkCode === 502)
  if (down.length === 0) return []
  const names = foldNames(hostsIn(input, down))
  const title = `Nothing answers behind the proxy on ${names}, which cannot be looked at`
  const next = [
    look(`Get onto ${names} by its console, as SSH does not answer`, {
      command: commandLine`systemctl status ${commandWord('unit', input.service.unit)} ssh`,
      on: hostsIn(input, down)[0],
      isConsole: true,
    }),
    'Until then the others serve: see that they can carry all users',
  ]
  return [{ ...hypothesisOf(input, down), strength: 'likely', title, next }]
}

/** One unit that breaks on several hosts is one fault, whichever state of its loop each host was seen in. */
function kindOf(finding: Finding): string {
  return isOneOf(finding, ['unit-failed', 'unit-crash-looping']) ? `breaks ${finding.facts.unit}` : finding.topic
}

/** The one that tells its exit status names them all. */
function tellingFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => saysOf(b).length - saysOf(a).length)
}

const saysOf = (finding: Finding): string => `${finding.topic}${exitWordsOf(finding)}`

function decisiveOf(input: DiagnosisInput): readonly Finding[] {
  const units = input
    .all(...gone)
    .filter((finding) => finding.weight === 'fail' && isOfApplication(input, finding) && !isRestarting(input, finding))
  const hanging = input
    .all('unit-starting')
    .filter((finding) => isOfApplication(input, finding) && isHanging(input, finding))
  const restarting = input.all('unit-inactive').filter((finding) => isRestarting(input, finding))
  const down = new Set([...units, ...hanging, ...restarting].map(hostOf))
  const deaf = input
    .all('not-listening')
    .filter((finding) => finding.weight === 'fail' && !down.has(hostOf(finding)) && isSettled(input, finding))
  return [...units, ...hanging, ...deaf]
}

function isOfApplication(input: DiagnosisInput, finding: Finding): boolean {
  const role = roleOf(finding)
  return role === 'app' || (role === undefined && input.hosts.includes(hostOf(finding)))
}

/** A process that was killed for memory, or that is only just starting, need not listen. */
function isSettled(input: DiagnosisInput, finding: Finding): boolean {
  return input.on(hostOf(finding), 'unit-starting', 'unit-stopping', 'unit-killed-for-memory').length === 0
}

function hypothesisOf(input: DiagnosisInput, findings: readonly Finding[]): Hypothesis {
  const [first] = findings
  const hosts = hostsIn(input, findings)
  const unit = unitOf(first) || input.service.unit || 'the application'
  const lines = findings.flatMap((finding) => linesOf(input, finding))
  const releases = releasesBefore(input, findings)
  const names = foldNames(hosts)
  return {
    cause: 'app_not_started',
    strength: isDoubtful(input, findings) ? 'likely' : 'confirmed',
    title: `${titleOf(input, first, { unit, names })}${reasonOf(lines)}`,
    where: hosts,
    rests: findings,
    supports: [...lines.toSorted((a, b) => Number(isReason(b)) - Number(isReason(a))), ...releases],
    hosts,
    next: nextForStopped(input, findings, unitOf(first) || input.service.unit),
    explains: (finding) =>
      isSymptomOn(input, hosts, finding) ||
      (isOneOf(finding, ['not-listening', 'process-missing', 'accept-queue-full']) && hosts.includes(hostOf(finding))),
  }
}

/** That users knock at this very host is our guess where no port is configured; one that died of others is their victim. */
function isDoubtful(input: DiagnosisInput, findings: readonly Finding[]): boolean {
  const [first] = findings
  const isGuess = first?.id === 'not-listening' && first.facts.isPublic === true
  return isGuess || (findings.length > 0 && findings.every((finding) => diedOfOthers(input, finding)))
}

function titleOf(
  input: DiagnosisInput,
  first: Finding | undefined,
  { unit, names }: { readonly unit: string; readonly names: string },
): string {
  switch (first?.id) {
    case 'not-listening': {
      const isSeenRunning = input.on(hostOf(first), 'unit-active').some((each) => each.facts.role !== 'local-proxy')
      const state = isSeenRunning ? `${unit} runs on ${names}, but nothing listens` : `Nothing listens on ${names}`
      return `${state} on port ${first.facts.port}`
    }
    case 'process-frozen':
      return `The processes of ${unit} are stopped on ${names}`
    case 'unit-starting':
      return `${unit} hangs while starting on ${names}`
    case 'process-missing':
      return `The application is not running on ${names}`
    default:
      return `${first?.topic ?? unit}${exitWordsOf(first)} on ${names}`
  }
}

/** The error that it raised, or else the first of its last words that says why: later ones are mostly about giving up. */
function reasonOf(lines: readonly Finding<'journal-line'>[]): string {
  const telling = lines.filter(isReason)
  const line = telling.find((each) => isRaisedError(each.facts.line)) ?? telling[0]
  return line === undefined ? '' : `: ${oneLine(withoutPrefix(line.facts.line), 80)}`
}

function isReason(line: Finding<'journal-line'>): boolean {
  return line.facts.supports === 'app_not_started'
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const { hosts, service } = input
  if (hosts.length === 0) return undefined
  const active = input.all('unit-active').filter((finding) => finding.facts.role === 'app')
  const listening = input.all('listening', 'process-running')
  const evidence = service.unit === undefined ? listening : active
  if (new Set(evidence.map(hostOf)).size < hosts.length) return undefined
  const [first] = evidence
  if (first === undefined) return undefined
  if (hosts.length === 1) return { text: first.text }
  return { text: `${first.topic} on ${allHosts(hosts.length)}` }
}
