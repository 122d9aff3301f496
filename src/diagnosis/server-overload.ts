import type { Finding } from '../checklist/finding.ts'
import { blameOf } from '../checklist/last-words.ts'
import { foldNames } from '../lib/fold-names.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { crashReason } from './crash-reason.ts'
import { nextForOverload, type OverloadKind, overloadKinds, overloadTitles } from './overload-kinds.ts'
import { hostOf, hostsIn, numberFact, type Scene, textFact } from './scene.ts'
import type { CauseRule, Suspect } from './suspect.ts'
import { isOneOf, isSymptomOn, suffers, symptomsOn, waitingSymptoms } from './symptoms.ts'

/** A host has no more of something that every request needs: processors, memory, disk, descriptors, free workers. */
export const serverOverload: CauseRule = { cause: 'server_overload', examine, ruleOut }

function examine(scene: Scene): readonly Suspect[] {
  const shortageOf = (kind: OverloadKind): readonly Suspect[] => {
    const findings = shortagesOf(scene, kind)
    return findings.length === 0 ? [] : [suspectOf(scene, kind, findings)]
  }
  const shortages = overloadKinds.filter((kind) => kind !== 'workers').flatMap(shortageOf)
  const workers = joinHosts([...shortageOf('workers'), ...examineWorkers(scene)])
  return mergeEqualPlaces([...shortages, ...examineStrain(scene), ...workers, ...examineWords(scene)])
}

/** Workers that queue on one host and are silent on the next are one shortage, seen in two of its states. */
function joinHosts(suspects: readonly Suspect[]): readonly Suspect[] {
  return [...Map.groupBy(suspects, ({ strength }) => strength).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length === 1) return group
    const where = [...new Set(group.flatMap((suspect) => suspect.where))]
    const hosts = group.some((suspect) => suspect.hosts === 'all') ? ('all' as const) : where
    return [{ ...joined(first, group), hosts, title: `All workers are busy or stuck on ${foldNames(where)}` }]
  })
}

const idsOf = {
  memory: ['unit-killed-for-memory', 'oom-kill', 'memory-high', 'memory-pressure'],
  disk: ['disk-full', 'inodes-exhausted'],
  files: ['files-exhausted', 'tasks-exhausted'],
  cpu: ['load-high'],
  network: ['conntrack-full', 'local-ports-exhausted'],
  workers: ['accept-queue-full', 'accept-queue-overflowing', 'server-at-limit'],
} as const

/** Failures only: a warning alone blames nobody. */
function shortagesOf(scene: Scene, kind: OverloadKind): readonly Finding[] {
  const found = scene.all(...idsOf[kind]).filter((finding) => finding.weight === 'fail')
  if (kind !== 'workers') return found
  return found.filter((finding) => scene.on(hostOf(finding), 'process-frozen').length === 0)
}

function suspectOf(
  scene: Scene,
  kind: OverloadKind,
  findings: readonly Finding[],
  strength?: Suspect['strength'],
): Suspect {
  const where = [...new Set(findings.map((finding) => hostOf(finding) || finding.place))]
  const hosts = hostsIn(scene, findings)
  const covered = where.includes(scene.service.balancer?.host ?? '') ? ('all' as const) : hosts
  const [first] = findings
  const units = findings.map((finding) => textFact(finding, 'unit')).filter((unit) => unit !== '')
  return {
    cause: 'server_overload',
    strength: strength ?? strengthOf(scene, kind, findings),
    title: findings.length === 1 ? startSentence(first?.text ?? '') : `${overloadTitles[kind]} on ${foldNames(where)}`,
    where: [...where, ...new Set(units.map((unit) => `unit ${unit}`))],
    rests: findings,
    supports: supportsOf(scene, kind, where),
    hosts: covered,
    next: nextForOverload(kind, {
      host: where[0] ?? '',
      unit: units[0] ?? scene.service.unit ?? '<unit>',
      mount: textFact(first, 'mount'),
    }),
    explains: (finding) => isDownstream(scene, kind, { where, covered }, finding),
  }
}

function strengthOf(scene: Scene, kind: OverloadKind, findings: readonly Finding[]): Suspect['strength'] {
  if (kind === 'cpu') return strengthOfLoad(scene, findings)
  const isHard = findings.some((finding) => isSpent(finding))
  const isFelt = findings.some((finding) => suffers(scene, hostOf(finding)))
  return isHard || isFelt || kind === 'workers' ? 'confirmed' : 'likely'
}

/**
 * Short processors make users wait; a refused connection, or an answer at once that says no, is nothing that they do.
 * So a high load is the cause of waiting, and beside failures of another kind a possibility that explains none of them.
 */
function strengthOfLoad(scene: Scene, findings: readonly Finding[]): Suspect['strength'] {
  const hosts = findings.map(hostOf)
  if (hosts.some((host) => waitsAt(scene, host))) return 'confirmed'
  return hosts.some((host) => suffers(scene, host)) ? 'possible' : 'likely'
}

/** Whether requests wait on a host, or those of users do. */
function waitsAt(scene: Scene, host: string): boolean {
  const onHost = [...symptomsOn(scene, host), ...scene.on(host, ...waitingSymptoms)]
  const ofUsers = scene.all('edge-slow', 'edge-unavailable', 'edge-intermittent')
  return (
    onHost.some((finding) => isWaiting(finding) || isOneOf(finding, waitingSymptoms)) || ofUsers.some(isWaitOfUsers)
  )
}

function isWaitOfUsers(finding: Finding): boolean {
  return finding.id === 'edge-slow' || isWaiting(finding) || numberFact(finding, 'status') === 504
}

/** Nothing left at all: no doubt that it hurts, whoever notices. */
function isSpent(finding: Finding): boolean {
  if (isOneOf(finding, ['disk-full', 'inodes-exhausted'])) return (numberFact(finding, 'used') ?? 0) >= 0.99
  return isOneOf(finding, [
    'unit-killed-for-memory',
    'oom-kill',
    'files-exhausted',
    'tasks-exhausted',
    'conntrack-full',
    'local-ports-exhausted',
  ])
}

const supporting = {
  memory: ['swap-exhausted', 'unit-memory-at-limit', 'old-oom-kill'],
  disk: ['io-pressure'],
  files: [],
  cpu: ['cpu-saturated', 'cpu-throttled', 'cpu-stolen'],
  network: [],
  workers: ['accept-queue-growing', 'health-no-answer', 'workers-stuck'],
} as const

function supportsOf(scene: Scene, kind: OverloadKind, where: readonly string[]): readonly Finding[] {
  const lines = scene.all('journal-line').filter((finding) => textFact(finding, 'supports') === 'server_overload')
  return [
    ...where.flatMap((host) => scene.on(host, ...supporting[kind])),
    ...lines.filter((line) => where.includes(hostOf(line))),
  ]
}

interface Reach {
  readonly where: readonly string[]
  readonly covered: readonly string[] | 'all'
}

function isDownstream(scene: Scene, kind: OverloadKind, { where, covered }: Reach, finding: Finding): boolean {
  if (isSymptomOn(scene, covered, finding)) return true
  if (!where.includes(hostOf(finding)) && hostOf(finding) !== '') return false
  if (isOneOf(finding, waitingSymptoms)) return true
  if (isTimeout(finding) && (kind === 'cpu' || kind === 'memory')) return true
  if (isOneOf(finding, ['unit-killed-for-memory', 'cpu-saturated', 'io-pressure', 'workers-stuck'])) return true
  const isCrash = isOneOf(finding, [
    'unit-failed',
    'unit-crash-looping',
    'not-listening',
    'unit-starting',
    'process-missing',
  ])
  if (!isCrash || kind === 'cpu' || kind === 'workers') return false
  const reason = crashReason(scene, finding)
  return reason === 'starved' || (reason === 'unknown' && kind !== 'files')
}

/** A host that gets no turn waits in vain for others as well. */
function isTimeout(finding: Finding): boolean {
  return (
    isOneOf(finding, ['dependency-unreachable', 'database-unreachable']) && textFact(finding, 'failure') === 'timed-out'
  )
}

/** Processors at their limit fail nothing by themselves; together with requests that wait they do. */
function examineStrain(scene: Scene): readonly Suspect[] {
  const strained = scene.all(
    'cpu-throttled',
    'cpu-saturated',
    'cpu-stolen',
    'io-pressure',
    'workers-stuck',
    'unit-memory-at-limit',
  )
  return hostsIn(scene, strained).flatMap((host) => {
    if (shortagesOf(scene, 'cpu').some((finding) => hostOf(finding) === host)) return []
    const waits = [...symptomsOn(scene, host).filter(isWaiting), ...scene.all('edge-slow')]
    if (waits.length === 0) return []
    const signs = strained.filter((finding) => hostOf(finding) === host)
    const strength = signs.some((finding) => finding.id === 'cpu-throttled') ? 'confirmed' : 'likely'
    return [{ ...suspectOf(scene, 'cpu', signs, strength), rests: waits, supports: signs }]
  })
}

function isWaiting(finding: Finding): boolean {
  return (
    finding.id === 'health-slow' ||
    finding.id === 'accept-queue-growing' ||
    textFact(finding, 'failure') === 'timed-out' ||
    textFact(finding, 'checkStatus').endsWith('TOUT')
  )
}

/** What the application says it lacks, where a figure of ours does not show it: descriptors of another user cannot be counted. */
function examineWords(scene: Scene): readonly Suspect[] {
  const lines = scene.all('journal-line').filter((line) => blameOf(textFact(line, 'line')) === 'starved')
  return [...Map.groupBy(lines, (line) => lackOf(textFact(line, 'line')))].flatMap(([kind, said]) => {
    const hosts = hostsIn(scene, said)
    const symptoms = hosts.flatMap((host) => symptomsOn(scene, host))
    if (symptoms.length === 0 || shortagesOf(scene, kind).length > 0) return []
    const suspect = suspectOf(scene, kind, symptoms, 'likely')
    return [
      {
        ...suspect,
        title: `${overloadTitles[kind]} on ${foldNames(hosts)}, as the application says`,
        where: hosts,
        supports: said,
      },
    ]
  })
}

function lackOf(line: string): OverloadKind {
  if (/too many open files|EMFILE/i.test(line)) return 'files'
  return /memory|ENOMEM/i.test(line) ? 'memory' : 'disk'
}

/** The application accepts and never answers: all its workers are busy or stuck. */
function examineWorkers(scene: Scene): readonly Suspect[] {
  const known = new Set(shortagesOf(scene, 'workers').map(hostOf))
  const stuck = scene.hosts.filter((host) => !known.has(host)).flatMap((host) => stuckOn(scene, host))
  return [...Map.groupBy(stuck, ({ strength }) => strength)].map(([strength, group]) => {
    const names = foldNames(group.map(({ host }) => host))
    const symptoms = group.flatMap((each) => each.symptoms)
    const title = `The application on ${names} accepts connections but does not answer: its workers are all busy or stuck`
    return { ...suspectOf(scene, 'workers', symptoms, strength), title, supports: group.flatMap((each) => each.signs) }
  })
}

interface Stuck {
  readonly host: string
  readonly strength: Suspect['strength']
  readonly symptoms: readonly Finding[]
  readonly signs: readonly Finding[]
}

function stuckOn(scene: Scene, host: string): readonly Stuck[] {
  const isUp = scene.on(host, 'unit-active', 'listening').length > 0
  if (!isUp || scene.on(host, 'app-serves', 'process-frozen').length > 0) return []
  const silent = scene.on(host, 'health-no-answer').filter((finding) => textFact(finding, 'failure') === 'timed-out')
  const queue = scene.on(host, 'accept-queue-growing')
  const lines = scene.on(host, 'journal-line').filter((line) => textFact(line, 'supports') === 'server_overload')
  const noisy = lines.length > 0 ? scene.on(host, 'health-failing', 'health-intermittent', 'health-slow') : []
  const symptoms = silent.length > 0 ? silent : noisy
  if (symptoms.length === 0) return []
  const signs = [...queue, ...lines]
  const strength = signs.length > 0 ? 'confirmed' : 'likely'
  return [{ host, strength, symptoms, signs: [...signs, ...scene.on(host, 'workers-stuck')] }]
}

/** Shortages at the same place are one state of one host: told once, the first named first. */
function mergeEqualPlaces(suspects: readonly Suspect[]): readonly Suspect[] {
  const groups = Map.groupBy(
    suspects,
    (suspect) => `${suspect.strength} ${suspect.where.filter((place) => !place.startsWith('unit ')).join()}`,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length === 1) return group
    return [joined(first, group)]
  })
}

function joined(first: Suspect, group: readonly Suspect[]): Suspect {
  return {
    ...first,
    where: [...new Set(group.flatMap((suspect) => suspect.where))],
    rests: [...new Set(group.flatMap((suspect) => suspect.rests))],
    supports: [...new Set(group.flatMap((suspect) => suspect.supports))],
    next: [...new Set(group.flatMap((suspect) => suspect.next))],
    explains: (finding) => group.some((suspect) => suspect.explains(finding)),
  }
}

function ruleOut(scene: Scene): { readonly text: string } | undefined {
  const status = scene.stepStatus('resources')
  if (status !== 'pass' && status !== 'warn') return undefined
  const figures = [
    worst(scene, 'load-ok', 'perCore'),
    worst(scene, 'memory-ok', 'used'),
    worst(scene, 'disk-ok', 'used'),
  ]
  const texts = figures.flatMap((finding) => (finding === undefined ? [] : [finding.text]))
  return texts.length === 0 ? undefined : { text: texts.join('; ') }
}

function worst(scene: Scene, id: Finding['id'], fact: string): Finding | undefined {
  return [...scene.all(id)].sort((a, b) => (numberFact(b, fact) ?? 0) - (numberFact(a, fact) ?? 0))[0]
}
