import { systemdExit } from '../checklist/describe-exit.ts'
import type { Finding } from '../checklist/finding.ts'
import { isRaisedError, withoutPrefix } from '../checklist/last-words.ts'
import { oneLine } from '../checklist/render-figure.ts'
import { foldNames } from '../lib/fold-names.ts'
import { linesOf } from './crash-reason.ts'
import { isHanging, isRestarting } from './deployment-in-progress.ts'
import { hostOf, hostsIn, numberFact, type Scene, textFact } from './scene.ts'
import { configTest, journalOf, stoppedProxies } from './stopped-proxies.ts'
import type { CauseRule, Suspect } from './suspect.ts'
import { isOneOf, isSymptomOn } from './symptoms.ts'
import { unaskedServers } from './unasked-servers.ts'
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

function examine(scene: Scene): readonly Suspect[] {
  const found = decisiveOf(scene)
  const seen = [...Map.groupBy(found, kindOf).values()].map((findings) => suspectOf(scene, tellingFirst(findings)))
  const told = found.length > 0 ? [] : examineWords(scene)
  return [
    ...seen,
    ...examineFronts(scene),
    ...examineUnseen(scene),
    ...unaskedServers(scene, 'app_not_started'),
    ...told,
  ]
}

/** Behind a balancer, the proxy beside the application is a part of it: the balancer finds nobody where it should listen. */
function examineFronts(scene: Scene): readonly Suspect[] {
  return stoppedProxies(scene)
    .filter(({ isEntrance }) => !isEntrance)
    .map(({ unit, places, findings }) => ({
      ...suspectOf(scene, findings),
      title: `${unit}, which takes its requests, is not running on ${foldNames(places)}`,
      supports: places.flatMap((place) => journalOf(scene, place, unit)),
      next: [
        `See why: ssh ${places[0]} journalctl -u ${unit} -n 50 --no-pager`,
        configTest(unit, places[0] ?? ''),
        `When its configuration is sound: ssh ${places[0]} sudo systemctl start ${unit}`,
      ],
    }))
}

/** Nobody listens where the proxy beside it looks for the application, whatever systemd says of its unit: another socket, or a closed one. */
function examineWords(scene: Scene): readonly Suspect[] {
  const words = wordsOfProxies(scene, 'app_not_started').filter(({ host }) => scene.on(host, 'health-ok').length === 0)
  const [first] = words
  if (first === undefined) return []
  const hosts = words.map(({ host }) => host)
  const program = textFact(first.line, 'program')
  return [
    {
      ...suspectOf(scene, [...new Set(words.flatMap(({ symptoms }) => symptoms))]),
      strength: 'likely',
      title: `${program} on ${foldNames(hosts)} does not reach the application: ${textFact(first.line, 'meaning')}`,
      where: hosts,
      hosts,
      supports: words.map(({ line }) => line),
      next: [
        `Read where it looks: ssh ${first.host} tail -n 5 ${textFact(first.line, 'path')}`,
        `Compare with where the application listens, and who may open it: ssh ${first.host} 'ss -lxtn; ls -l /run/*/*.sock'`,
        `Mend the one that is wrong, then: ssh ${first.host} sudo systemctl reload ${program}`,
      ],
      explains: (finding) => isSymptomOn(scene, hosts, finding),
    },
  ]
}

/** A host that we cannot look at, whose proxy answers the balancer's check with 502: there is nothing behind the proxy. */
function examineUnseen(scene: Scene): readonly Suspect[] {
  const down = scene
    .all('server-down')
    .filter((server) => scene.dark.has(hostOf(server)) && numberFact(server, 'checkCode') === 502)
  if (down.length === 0) return []
  const names = foldNames(hostsIn(scene, down))
  const title = `Nothing answers behind the proxy on ${names}, which cannot be looked at`
  const next = [
    `Get onto ${names} by its console, as SSH does not answer: systemctl status ${scene.service.unit ?? '<unit>'} ssh`,
    'Until then the others serve: see that they can carry all users',
  ]
  return [{ ...suspectOf(scene, down), strength: 'likely', title, next }]
}

/** One unit that breaks on several hosts is one fault, whichever state of its loop each host was seen in. */
function kindOf(finding: Finding): string {
  return isOneOf(finding, ['unit-failed', 'unit-crash-looping']) ? `breaks ${textFact(finding, 'unit')}` : finding.topic
}

/** The one that tells its exit status names them all. */
function tellingFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => saysOf(b).length - saysOf(a).length)
}

const saysOf = (finding: Finding): string => `${finding.topic}${textFact(finding, 'exit')}`

function decisiveOf(scene: Scene): readonly Finding[] {
  const units = scene
    .all(...gone)
    .filter((finding) => finding.weight === 'fail' && isOfApplication(scene, finding) && !isRestarting(scene, finding))
  const hanging = scene
    .all('unit-starting')
    .filter((finding) => isOfApplication(scene, finding) && isHanging(scene, finding))
  const restarting = scene.all('unit-inactive').filter((finding) => isRestarting(scene, finding))
  const down = new Set([...units, ...hanging, ...restarting].map(hostOf))
  const deaf = scene
    .all('not-listening')
    .filter((finding) => finding.weight === 'fail' && !down.has(hostOf(finding)) && isSettled(scene, finding))
  return [...units, ...hanging, ...deaf]
}

function isOfApplication(scene: Scene, finding: Finding): boolean {
  const role = textFact(finding, 'role')
  return role === 'app' || (role === '' && scene.hosts.includes(hostOf(finding)))
}

/** A process that was killed for memory, or that is only just starting, need not listen. */
function isSettled(scene: Scene, finding: Finding): boolean {
  return scene.on(hostOf(finding), 'unit-starting', 'unit-stopping', 'unit-killed-for-memory').length === 0
}

function suspectOf(scene: Scene, findings: readonly Finding[]): Suspect {
  const [first] = findings
  const hosts = hostsIn(scene, findings)
  const unit = textFact(first, 'unit') || scene.service.unit || 'the application'
  const lines = findings.flatMap((finding) => linesOf(scene, finding))
  const releases = releasesBefore(scene, findings)
  const names = foldNames(hosts)
  return {
    cause: 'app_not_started',
    // That users knock at this very host is our guess where no port is configured.
    strength: first?.facts?.['isPublic'] === true ? 'likely' : 'confirmed',
    title: `${titleOf(scene, first, { unit, names })}${reasonOf(lines)}`,
    where: hosts,
    rests: findings,
    supports: [...lines.toSorted((a, b) => Number(isReason(b)) - Number(isReason(a))), ...releases],
    hosts,
    next: nextOf(scene, findings, textFact(first, 'unit') || (scene.service.unit ?? '<unit>')),
    explains: (finding) =>
      isSymptomOn(scene, hosts, finding) ||
      (isOneOf(finding, ['not-listening', 'process-missing', 'accept-queue-full']) && hosts.includes(hostOf(finding))),
  }
}

function titleOf(
  scene: Scene,
  first: Finding | undefined,
  { unit, names }: { readonly unit: string; readonly names: string },
): string {
  switch (first?.id) {
    case 'not-listening': {
      const isSeenRunning = scene.on(hostOf(first), 'unit-active').some((each) => textFact(each, 'role') !== 'front')
      const state = isSeenRunning ? `${unit} runs on ${names}, but nothing listens` : `Nothing listens on ${names}`
      return `${state} on port ${numberFact(first, 'port')}`
    }
    case 'process-frozen':
      return `The processes of ${unit} are stopped on ${names}`
    case 'unit-starting':
      return `${unit} hangs while starting on ${names}`
    case 'process-missing':
      return `The application is not running on ${names}`
    default:
      return `${first?.topic ?? unit}${textFact(first, 'exit')} on ${names}`
  }
}

/** The error that it raised, or else the first of its last words that says why: later ones are mostly about giving up. */
function reasonOf(lines: readonly Finding[]): string {
  const telling = lines.filter(isReason)
  const line = telling.find((each) => isRaisedError(textFact(each, 'line'))) ?? telling[0]
  return line === undefined ? '' : `: ${oneLine(withoutPrefix(textFact(line, 'line')), 80)}`
}

function isReason(line: Finding): boolean {
  return textFact(line, 'supports') === 'app_not_started'
}

/** Releases put in place shortly before the unit went down: what ties a deployment to a failure. */
function releasesBefore(scene: Scene, findings: readonly Finding[]): readonly Finding[] {
  return scene.all('release-recent').filter((release) => {
    const unit = findings.find((finding) => hostOf(finding) === hostOf(release))
    const since = numberFact(unit, 'sinceSeconds')
    return since !== undefined && since <= (numberFact(release, 'ageSeconds') ?? -1)
  })
}

function nextOf(scene: Scene, findings: readonly Finding[], unit: string): readonly string[] {
  const [first] = findings
  const host = first === undefined ? '' : hostOf(first)
  const release = releasesBefore(scene, findings)[0]
  const previous = textFact(release, 'previous')
  const reason = systemdExit(numberFact(first, 'exitStatus'))
  const rollBack =
    release === undefined
      ? []
      : [
          `It went down after release ${textFact(release, 'release')}; if that is the reason, go back${previous === '' ? '' : ` to ${previous}`} with your deployment tool`,
        ]
  if (first?.id === 'process-frozen') {
    return [
      `See who stopped it: ssh ${host} ps -o pid,ppid,stat,lstart,cmd -C ${unit}`,
      `Let it go on: ssh ${host} sudo kill -CONT ${numberFact(first, 'pid') ?? '<pid>'}`,
    ]
  }
  if (first?.id === 'not-listening') {
    return [
      `See where it listens: ssh ${host} ss -ltnp`,
      `Compare with its start line: ssh ${host} systemctl cat ${unit}`,
      `Mend the port, then: ssh ${host} sudo systemctl restart ${unit}`,
    ]
  }
  return [
    `Read its last words: ssh ${host} journalctl -u ${unit} -n 50 --no-pager`,
    ...(reason === undefined ? [] : [`systemd says ${reason}: ssh ${host} systemctl cat ${unit}`]),
    ...rollBack,
    `When the reason is mended: ssh ${host} sudo systemctl start ${unit}`,
  ]
}

function ruleOut(scene: Scene): { readonly text: string } | undefined {
  const { hosts, service } = scene
  if (hosts.length === 0) return undefined
  const active = scene.all('unit-active').filter((finding) => textFact(finding, 'role') === 'app')
  const listening = scene.all('listening', 'process-running')
  const evidence = service.unit === undefined ? listening : active
  if (new Set(evidence.map(hostOf)).size < hosts.length) return undefined
  const [first] = evidence
  if (first === undefined) return undefined
  if (hosts.length === 1) return { text: first.text }
  return { text: `${first.topic} on all ${hosts.length} hosts` }
}
