import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { renderDuration } from '../lib/duration.ts'
import { foldNames } from '../lib/fold-names.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { commandLine, commandWord, textWord } from '../service/command-word.ts'
import { act, look, type NextStep } from './action.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { isSymptomOn, symptomsOn, type Unserved, userSymptoms, waitingSymptoms } from './symptoms.ts'
import { sinceOf, unitOf } from './unit-facts.ts'

/** Servers are out on purpose, or on their way in or out: a rolling release, a drain, a maintenance switch. */
export const deploymentInProgress: CauseRule = { cause: 'deployment_in_progress', examine, ruleOut }

/** Longer than any release: a server kept aside, which harms nobody while the others serve. */
const setAsideSeconds = 86_400
/** A server that has been out for less is taken to be worked on, although nothing else shows it. */
const underWaySeconds = 3600
/** How long a balancer may take to trust a server again that has just come up. */
const warmingSeconds = 120
/** A start or stop that takes longer is not a release under way but one that hangs. Migrations before the start may take their time. */
const hangingSeconds = 120
const migratingSeconds = 900
/** Between a stop and the start after it; a unit that has not run for longer was left stopped. */
const restartSeconds = 30

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const servers = serversOut(input)
  const units = unitsMoving(input)
  const moving = [...servers, ...units, ...stoppedWhileOut(input, servers)]
  const warming = unitsWarming(input)
  if (moving.length > 0) return [rolling(input, [...moving, ...warming])]
  // A start is context. What it may explain is the balancer's view, and so does whatever else explains that.
  if (warming.length > 0)
    return [{ ...rolling(input, warming), rests: serversBehind(input, warming), supports: warming }]
  return [...examineSwitch(input), ...examineRelease(input)].slice(0, 1)
}

/**
 * A server that somebody has just taken out is work under way, even while the others serve. Out for longer, and with
 * nothing else going on, it is set aside and harms nobody.
 */
function serversOut(input: DiagnosisInput): readonly Finding<'server-in-maintenance' | 'server-draining'>[] {
  const out = input.all('server-in-maintenance', 'server-draining')
  if (input.users !== 'served') return out
  const recent = out.filter((finding) => finding.facts.sinceSeconds < setAsideSeconds)
  const work = [
    ...input.all('release-recent', 'release-mixed'),
    ...unitsMoving(input),
    ...stoppedWhileOut(input, recent),
    ...recent.flatMap((server) => symptomsOn(input, hostOf(server))),
  ]
  return work.length > 0 ? recent : recent.filter((finding) => finding.facts.sinceSeconds < underWaySeconds)
}

/** Units that start or stop. */
function unitsMoving(input: DiagnosisInput): readonly Finding[] {
  const units = input
    .all('unit-starting', 'unit-stopping')
    .filter((finding) => finding.facts.role === 'app' && !isHanging(input, finding))
  const restarting = input.all('unit-inactive').filter((finding) => isRestarting(input, finding))
  return [...units, ...restarting]
}

/** Applications that have only just come up well, and that the balancer does not trust yet. */
function unitsWarming(input: DiagnosisInput): readonly Finding[] {
  return input.all('unit-started-recently').filter((finding) => {
    const isFresh = finding.facts.ageSeconds < warmingSeconds
    const isWell = input.on(hostOf(finding), 'health-ok').length > 0
    return isFresh && isWell && serversBehind(input, [finding]).length > 0
  })
}

function serversBehind(input: DiagnosisInput, units: readonly Finding[]): readonly Finding[] {
  return units.flatMap((unit) => input.on(hostOf(unit), 'server-down', 'server-flapping'))
}

/** Whether a unit has been starting or stopping for longer than any release takes. */
export function isHanging(input: DiagnosisInput, finding: Finding): boolean {
  const isReleased = input.on(hostOf(finding), 'release-recent').length > 0
  return (sinceOf(finding) ?? 0) > (isReleased ? migratingSeconds : hangingSeconds)
}

/** A unit that was stopped a moment ago, just after a release was put in place on its host: about to be started again. */
export function isRestarting(input: DiagnosisInput, finding: Finding): boolean {
  if (finding.id !== 'unit-inactive' || finding.facts.role !== 'app') return false
  const isFresh = (finding.facts.sinceSeconds ?? restartSeconds) < restartSeconds
  const releases = input.on(hostOf(finding), 'release-recent')
  return isFresh && releases.some((release) => release.facts.ageSeconds < warmingSeconds)
}

/** A unit that somebody stopped on a host that they took out first is part of the same work. */
function stoppedWhileOut(input: DiagnosisInput, servers: readonly Finding[]): readonly Finding[] {
  const out = new Set(servers.map(hostOf))
  return input
    .all('unit-inactive', 'unit-stopping')
    .filter((finding) => finding.facts.role === 'app' && out.has(hostOf(finding)))
}

function rolling(input: DiagnosisInput, moving: readonly Finding[]): Hypothesis {
  const hosts = hostsIn(input, moving)
  const places = [...new Set(moving.map((finding) => finding.place))]
  const [first] = moving
  const releases = input.all('release-recent', 'release-mixed')
  const isCertain =
    releases.length > 0 || moving.some((finding) => isOneOf(finding, ['server-in-maintenance', 'server-draining']))
  const covered = hosts.length > 0 && hosts.length === input.hosts.length ? ('all' as const) : hosts
  return {
    cause: 'deployment_in_progress',
    strength: isCertain ? 'confirmed' : 'likely',
    title:
      moving.length === 1
        ? startSentence(first?.text ?? '')
        : `Work is under way: ${first?.topic ?? ''} on ${foldNames(places)}`,
    where: places,
    rests: moving,
    supports: releases,
    hosts: covered,
    next: nextOf(input, moving),
    explains: (finding) =>
      isOneOf(finding, ['edge-intermittent', 'edge-slow', 'edge-responder']) ||
      isSymptomOn(input, covered, finding) ||
      (isOneOf(finding, ['unit-inactive', 'not-listening', 'process-missing', ...waitingSymptoms]) &&
        hosts.includes(hostOf(finding))),
  }
}

function nextOf(input: DiagnosisInput, moving: readonly Finding[]): readonly NextStep[] {
  const server = moving.find((finding) => isOneOf(finding, ['server-in-maintenance', 'server-draining']))
  const [first] = moving
  if (server === undefined) {
    const unit = commandWord('unit', unitOf(first) || input.service.unit)
    return [
      'Ask whoever deploys whether a release is under way, and wait for it to end',
      look('Follow it', { command: commandLine`journalctl -u ${unit} -f`, on: first && hostOf(first) }),
    ]
  }
  const balancer = server.facts.balancer
  const [backend, name] = [server.facts.backend, server.facts.server]
  const known = input.on(balancer, 'balancer-recognised').map((finding) => finding.facts.socket)
  const socket = commandWord('path', known.find((path) => path !== undefined) ?? '/run/haproxy/admin.sock')
  const both = [backend, name].every((part) => commandWord('server', part) !== undefined)
  const order = both ? `set server ${backend}/${name} state ready` : undefined
  return [
    'Ask whoever deploys whether this is theirs, and wait for it to end',
    look('See what the balancer thinks of its servers', {
      command: commandLine`echo "show servers state" | sudo socat - ${socket}`,
      on: balancer,
    }),
    act(`If it was left behind, take ${name} back in`, {
      command: commandLine`echo ${textWord(order)} | sudo socat - ${socket}`,
      on: balancer,
      changes: `${balancer} gives requests to ${name} again`,
    }),
  ]
}

/** nginx makes 503 for a limit or by `return 503`; where nothing is limited, somebody turned the switch. */
function examineSwitch(input: DiagnosisInput): readonly Hypothesis[] {
  const edge = input.all('edge-unavailable', 'edge-intermittent').find((finding) => finding.facts.status === 503)
  if (edge === undefined || input.all('proxy-limiting').length > 0) return []
  const said = input
    .all('edge-responder')
    .filter((finding) => finding.facts.program !== 'nginx' && finding.facts.certainty === 'certain')
    .filter((finding) =>
      /maintenance mode|under maintenance|draining|shutting down|being deployed/i.test(finding.facts.meaning),
    )
  const switches = input.all('config-makes-503').filter((finding) => !finding.facts.isLimit)
  const ofProgram = switches.filter((finding) => finding.facts.program === edge.facts.program)
  // A page of its own hides the program that sent it; the rule that sends one is in the configuration all the same.
  const masked = ofProgram.length > 0 || edge.facts.certainty !== 'unknown' ? [] : switches
  const sent = input.all('journal-line', 'proxy-log-line').filter((line) => isSentByRule(line, masked))
  const silent = input
    .all('proxy-log-no-entry')
    .filter((finding) => finding.facts.supports === 'deployment_in_progress' && !isToldElsewhere(input, finding))
  const proof = [...ofProgram, ...masked, ...silent, ...said, ...pageOfWork(input, edge)]
  const failing = input.all('health-failing', 'health-no-answer').filter((finding) => !isSamePage(finding))
  if (proof.length === 0 || failing.length > 0) return []
  const [first] = proof
  const isSaid = first === edge || first?.id === 'edge-responder'
  const changed = input.all('config-changed-recently').filter((finding) => hostOf(finding) === first?.place)
  return [
    {
      cause: 'deployment_in_progress',
      strength: ofProgram.length > 0 || sent.length > 0 ? 'confirmed' : 'likely',
      title: isSaid
        ? 'The application says that it is in maintenance'
        : `The configuration of ${programIn(first)} on ${first?.place ?? ''} answers 503 by itself`,
      where: first === edge ? input.hosts : [first?.place ?? edge.place],
      rests: [edge],
      supports: [...proof.filter((each) => each !== edge), ...sent, ...changed],
      hosts: 'all',
      next: [
        'Ask whether this maintenance is meant, and when it ends',
        ...readSwitch(first),
        act(
          isSaid
            ? 'When it is over, end it where it was begun: in the application'
            : 'When it is over, take the switch back and reload the proxy',
        ),
      ],
      explains: (finding) =>
        isOneOf(finding, [...userSymptoms, 'config-makes-503', 'app-does-not-serve']) || isSamePage(finding),
    },
  ]
}

/** A page of the application's own that speaks of maintenance, where the balancer has servers to ask: it was not put up for want of them. */
function pageOfWork(input: DiagnosisInput, edge: Unserved): readonly Unserved[] {
  const isOwn = edge.facts.certainty === 'unknown' && edge.facts.says === 'maintenance'
  return isOwn && input.all('server-down', 'backend-down').length === 0 ? [edge] : []
}

/** A health check that goes through the proxy with the switch gets its page, too. */
const isSamePage = (finding: Finding): boolean => finding.id === 'health-failing' && finding.facts.isUsersPage === true

/** The same program logged errors on another host: it is that one which answers, and it is not silent. */
function isToldElsewhere(input: DiagnosisInput, silence: Finding<'proxy-log-no-entry'>): boolean {
  return input
    .all('proxy-log-line')
    .some((line) => line.place !== silence.place && line.facts.program === silence.facts.program)
}

/** HAProxy logs which answers a rule of its own sent. */
function isSentByRule(line: Finding<'journal-line' | 'proxy-log-line'>, switches: readonly Finding[]): boolean {
  const isReturned = line.facts.signature === 'haproxy-returned' && / 503 /.test(line.facts.line)
  return isReturned && switches.some((each) => each.place === line.place)
}

function programIn(proof: Finding | undefined): string {
  return proof !== undefined && 'program' in proof.facts ? (proof.facts.program ?? '') : ''
}

function readSwitch(proof: Finding | undefined): readonly NextStep[] {
  if (proof?.id === 'proxy-log-no-entry') {
    return [look('Find the line', { command: proof.facts.next || undefined, on: proof.place })]
  }
  if (proof?.id !== 'config-makes-503') return []
  const file = proof.facts.file
  return [
    look(`Read the rule in ${file}`, {
      command: commandLine`grep -n 503 ${commandWord('path', file)}`,
      on: proof.place,
    }),
  ]
}

/** A release shortly before is all there is: worth saying, and no more than a coincidence in time. */
function examineRelease(input: DiagnosisInput): readonly Hypothesis[] {
  const releases = input.all('release-recent')
  const [first] = releases
  const symptoms = input.all(
    'edge-unavailable',
    'edge-intermittent',
    'health-failing',
    'health-no-answer',
    'server-down',
  )
  if (first === undefined || symptoms.length === 0) return []
  const age = renderDuration(first.facts.ageSeconds * 1000)
  return [
    {
      cause: 'deployment_in_progress',
      strength: 'possible',
      title: `Release ${first.facts.release} was put in place ${age} ago; so far a coincidence in time`,
      where: hostsIn(input, releases),
      rests: symptoms,
      supports: releases,
      hosts: hostsIn(input, releases),
      next: [
        'Compare when the failures began with the time of the release (the timeline has both)',
        act(
          `If they began with it, go back${first.facts.previous === '' ? '' : ` to ${first.facts.previous}`} with your deployment tool`,
        ),
      ],
      explains: () => false,
    },
  ]
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const { hosts } = input
  const moving = input.all(
    'release-recent',
    'release-mixed',
    'unit-starting',
    'unit-stopping',
    'server-in-maintenance',
    'server-draining',
    'unit-started-recently',
  )
  const settled = input.all('release-settled', 'unit-running-since')
  if (moving.length > 0 || hosts.length === 0 || input.stepStatus('deploy') !== 'pass') return undefined
  if (new Set(settled.map(hostOf)).size < hosts.length) return undefined
  const [first] = settled
  return first === undefined ? undefined : { text: first.text }
}
