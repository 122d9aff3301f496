import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { foldNames } from '../lib/fold-names.ts'
import { accusedEndpoints } from './accused-endpoints.ts'
import { crashReason } from './crash-reason.ts'
import { nextForDependency, nextForSlow, tryAs } from './dependency-actions.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { CauseRule, Hypothesis } from './hypothesis.ts'
import { isTimeout } from './overload-hypothesis.ts'
import { slowEndpoints } from './slow-dependency.ts'
import { isSymptomOn, waitingSymptoms } from './symptoms.ts'
import { examineUndeclared } from './undeclared-dependency.ts'
import { unitOf } from './unit-facts.ts'
import { joinUnresolved } from './unresolved-names.ts'
import { readJournal } from './usual-actions.ts'

/** Something that the application needs does not answer, or answers that it cannot serve. */
export const dependencyFailure: CauseRule = { cause: 'dependency_failure', examine, ruleOut }

const broken = [
  'dependency-name-unresolved',
  'dependency-unreachable',
  'dependency-refusing',
  'database-name-unresolved',
  'database-unreachable',
  'database-unavailable',
  'database-read-only',
  'server-unresolved',
] as const
const ofDatabase = [
  'database-name-unresolved',
  'database-unreachable',
  'database-unavailable',
  'database-read-only',
] as const

function examine(input: DiagnosisInput): readonly Hypothesis[] {
  const findings = input.all(...broken).filter((finding) => !isQueueing(input, finding) && matters(input, finding))
  const byPlace = [...Map.groupBy(findings, (finding) => finding.place)]
  const found = joinUnresolved(byPlace.map(([place, findings]) => hypothesisOf(input, place, findings)))
  const accused = examineAccused(input, new Set(byPlace.map(([place]) => place)))
  if (found.length > 0 || accused.length > 0) return [...found, ...accused]
  const slow = examineSlow(input)
  if (slow.length > 0) return slow
  return [...examineReadOnly(input), ...examineUndeclared(input)].slice(0, 1)
}

function hypothesisOf(input: DiagnosisInput, place: string, findings: readonly Finding[]): Hypothesis {
  const [first] = findings
  const hosts = hostsIn(input, findings)
  const isEverywhere = hosts.length === 0 || hosts.length === input.hosts.length || isStateOfItself(findings)
  const covered = isEverywhere ? ('all' as const) : hosts
  const fromHosts = isEverywhere || first?.id === 'server-unresolved' ? [] : hosts
  const isDatabase = findings.some((finding) => isOneOf(finding, ofDatabase))
  return {
    cause: 'dependency_failure',
    strength: isDoubtful(input, findings) ? 'likely' : 'confirmed',
    title: titleOf(place, first, fromHosts),
    where: [place, ...fromHosts],
    rests: findings,
    supports: [...fromBot(input, place), ...logLines(input)],
    hosts: covered,
    next: nextForDependency(place, findings),
    explains: (finding) => isDownstream(input, { covered, isDatabase }, finding),
  }
}

/** What may always have been so is a cause only of somebody's trouble. */
function matters(input: DiagnosisInput, finding: Finding): boolean {
  return finding.weight === 'fail' || input.users === 'not-served' || input.users === 'partly'
}

/** Our own ask waits in the pooler's queue like everyone's, while the pool's connections to the database are in use: it is the pool. */
function isQueueing(input: DiagnosisInput, finding: Finding): boolean {
  if (finding.id !== 'database-unreachable' || finding.facts.failure !== 'timed-out') return false
  return input.all('pool-queueing').some((pool) => pool.place === finding.place && (pool.facts.serversActive ?? 0) > 0)
}

/** What it says of itself holds for everyone; that it cannot be reached may hold for one host alone. */
function isStateOfItself(findings: readonly Finding[]): boolean {
  return findings.some((finding) =>
    isOneOf(finding, ['dependency-refusing', 'dependency-read-only', 'database-unavailable', 'database-read-only']),
  )
}

/** A host that waits in vain while it is itself short of CPU or memory may be to blame for it: it does for everything. */
function isDoubtful(input: DiagnosisInput, findings: readonly Finding[]): boolean {
  return findings.every((finding) => {
    const isSlow = isTimeout(finding)
    const overloaded =
      input.on(hostOf(finding), 'load-high', 'memory-high', 'memory-pressure', 'cpu-saturated').length > 0
    const others = [
      ...input.all('dependency-ok', 'database-reachable', 'database-ok').filter((each) => each.place === finding.place),
      ...fromBot(input, finding.place).filter(answersBot),
      ...(isAccused(input, finding)
        ? []
        : input.all('dependency-unreachable', 'database-unreachable').filter((each) => isSameWait(finding, each))),
    ]
    return (isSlow && overloaded && others.length > 0) || hasNoPortTowards(input, finding)
  })
}

/** The application's own words name it. */
function isAccused(input: DiagnosisInput, finding: Finding): boolean {
  return accusedEndpoints(input).has(finding.place)
}

/** Without a free local port no connection to this address can begin, while others reach it well. */
function hasNoPortTowards(input: DiagnosisInput, finding: Finding): boolean {
  const port = URL.canParse(finding.place) ? new URL(finding.place).port : ''
  const isSpent = input
    .on(hostOf(finding), 'local-ports-exhausted')
    .some((full) => port !== '' && full.facts.peer.endsWith(`:${port}`))
  return isSpent && fromBot(input, finding.place).some(answersBot)
}

function isSameWait(finding: Finding, other: Finding): boolean {
  const isElsewhere = other.place !== finding.place && hostOf(other) === hostOf(finding)
  return isElsewhere && isTimeout(other)
}

function titleOf(place: string, first: Finding | undefined, fromHosts: readonly string[]): string {
  const from = fromHosts.length === 0 ? '' : ` from ${foldNames(fromHosts)}`
  const problem = (first?.topic ?? 'fails').replace(/^database: /, '')
  if (first?.id === 'dependency-refusing') return `${place} ${problem}`
  return `${place}${from}: ${problem}`
}

function fromBot(input: DiagnosisInput, place: string): readonly Finding[] {
  return input.all('dependency-from-bot', 'database-from-bot').filter((finding) => finding.place === place)
}

function answersBot(finding: Finding): boolean {
  return finding.id === 'dependency-from-bot' && finding.facts.answers
}

function logLines(input: DiagnosisInput): readonly Finding[] {
  return input.all('journal-line').filter((finding) => finding.facts.supports === 'dependency_failure')
}

interface Reach {
  readonly covered: readonly string[] | 'all'
  readonly isDatabase: boolean
}

function isDownstream(input: DiagnosisInput, { covered, isDatabase }: Reach, finding: Finding): boolean {
  if (isSymptomOn(input, covered, finding)) return true
  const isHere = covered === 'all' || covered.includes(hostOf(finding))
  if (isDatabase && isOneOf(finding, ['pool-queueing', 'pool-waiting', 'connections-refused', 'lock-pile-up']))
    return true
  if (isHere && isOneOf(finding, waitingSymptoms)) return true
  const isCrash = isOneOf(finding, [
    'unit-failed',
    'unit-crash-looping',
    'not-listening',
    'unit-starting',
    'unit-inactive',
  ])
  return isHere && isCrash && crashReason(input, finding) === 'elsewhere'
}

/** It answers us, yet the application's own words name it: a password, a privilege, a disk of its own. */
function examineAccused(input: DiagnosisInput, known: ReadonlySet<string>): readonly Hypothesis[] {
  if (input.users === 'served') return []
  const symptoms = input.all(
    'health-failing',
    'health-no-answer',
    'health-intermittent',
    'edge-unavailable',
    'edge-intermittent',
  )
  if (symptoms.length === 0) return []
  return [...accusedEndpoints(input)]
    .filter(([label]) => !known.has(label))
    .map(([label, accusers]) => ({
      cause: 'dependency_failure' as const,
      strength: 'likely' as const,
      title: `The application cannot use ${label}, although it answers us`,
      where: [label, ...hostsIn(input, accusers)],
      rests: symptoms,
      supports: accusers,
      hosts: 'all' as const,
      next: [
        ...accusers.slice(0, 1).map((accuser) =>
          readJournal('Read what is said of it', {
            unit: unitOf(accuser) || input.service.unit,
            host: hostOf(accuser),
          }),
        ),
        tryAs(label, hostsIn(input, accusers)[0] ?? ''),
        `Read the log of ${label} itself`,
      ],
      explains: (finding: Finding) => isDownstream(input, { covered: 'all', isDatabase: false }, finding),
    }))
}

/** It answers later than the application waits. */
function examineSlow(input: DiagnosisInput): readonly Hypothesis[] {
  const symptoms = input.all('health-failing', 'health-intermittent', 'edge-unavailable', 'edge-intermittent')
  if (symptoms.length === 0) return []
  return slowEndpoints(input).map(({ place, slow, said }) => ({
    ...hypothesisOf(input, place, slow),
    strength: 'likely',
    title: `${place} answers more slowly than the application waits`,
    where: [place, ...hostsIn(input, slow)],
    rests: symptoms,
    supports: [...slow, ...said],
    hosts: 'all',
    next: nextForSlow(place, hostsIn(input, slow)[0] ?? ''),
    explains: (finding) => isDownstream(input, { covered: 'all', isDatabase: false }, finding),
  }))
}

/** A replica in the place of a primary answers reads and fails writes: it matters when users do not get served. */
function examineReadOnly(input: DiagnosisInput): readonly Hypothesis[] {
  const [first] = input.all('dependency-read-only')
  if (first === undefined || input.users === 'served' || input.users === 'unknown') return []
  return [{ ...hypothesisOf(input, first.place, [first]), strength: 'likely', title: `${first.place} ${first.topic}` }]
}

function ruleOut(input: DiagnosisInput): { readonly text: string } | undefined {
  const { dependencies, database } = input.service
  if (dependencies.length === 0 && database === undefined) return undefined
  const steps = [
    dependencies.length > 0 ? input.stepStatus('dependencies') : 'pass',
    database ? input.stepStatus('database') : 'pass',
  ]
  if (!steps.every((status) => status === 'pass' || status === 'warn' || status === 'fail')) return undefined
  const fine = input.all('dependency-ok', 'dependency-slow', 'database-ok', 'database-reachable')
  const places = [...new Set(fine.map((finding) => finding.place))]
  if (places.length === 0) return undefined
  return { text: places.length === 1 ? (fine[0]?.text ?? '') : `${foldNames(places)} answer the hosts` }
}
