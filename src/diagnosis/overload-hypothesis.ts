import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { saysReadOnly } from '../checklist/read/last-words.ts'
import { foldNames } from '../lib/fold-names.ts'
import { startSentence } from '../lib/start-sentence.ts'
import { crashReason, hostsKilledAlike } from './crash-reason.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { nextForOverload, type Overloaded, type OverloadKind, overloadTitles } from './overload-kinds.ts'
import { isSymptomOn, suffers, symptomsOn, waitingSymptoms } from './symptoms.ts'
import { unitOf } from './unit-facts.ts'

const idsOf = {
  memory: ['unit-killed-for-memory', 'oom-kill', 'memory-high', 'memory-pressure'],
  disk: ['disk-full', 'inodes-exhausted'],
  'read-only': ['mount-read-only'],
  files: ['files-exhausted', 'tasks-exhausted'],
  cpu: ['load-high'],
  network: ['conntrack-full', 'local-ports-exhausted'],
  workers: ['accept-queue-full', 'accept-queue-overflowing', 'server-at-limit'],
} as const

/** Failures only: a warning alone blames nobody. */
export function shortagesOf(input: DiagnosisInput, kind: OverloadKind): readonly Finding[] {
  const found = input.all(...idsOf[kind]).filter((finding) => finding.weight === 'fail')
  if (kind !== 'workers') return found
  return found.filter((finding) => input.on(hostOf(finding), 'process-frozen').length === 0)
}

export function overloadHypothesis(
  input: DiagnosisInput,
  kind: OverloadKind,
  findings: readonly Finding[],
  strength?: Hypothesis['strength'],
): Hypothesis {
  const alike = kind === 'memory' ? hostsKilledAlike(input) : []
  const where = [...new Set([...findings.map((finding) => hostOf(finding) || finding.place), ...alike])]
  const hosts = [...new Set([...hostsIn(input, findings), ...alike])]
  const covered = where.includes(input.service.balancer?.host ?? '') ? ('all' as const) : hosts
  const [first] = findings
  const units = findings.map(unitOf).filter((unit) => unit !== '')
  return {
    cause: 'server_overload',
    strength: strength ?? strengthOf(input, kind, findings),
    title:
      findings.length === 1 && where.length === 1
        ? startSentence(first?.text ?? '')
        : `${titleOf(kind, findings)} on ${foldNames(where)}`,
    where: [...where, ...new Set(units.map((unit) => `unit ${unit}`))],
    rests: findings,
    ...(kind === 'cpu' ? { felt: where.flatMap((host) => waitsAt(input, host)) } : {}),
    supports: supportsOf(input, kind, where),
    hosts: covered,
    next: nextForOverload(kind, {
      host: where[0] ?? '',
      unit: units[0] ?? input.service.unit,
      ...partOf(findings),
    }),
    explains: (finding) => isDownstream(input, kind, { where, covered }, finding),
  }
}

/** The part of the host that is used up, as the first of the findings names it. */
function partOf(findings: readonly Finding[]): Pick<Overloaded, 'mount' | 'disk' | 'pid' | 'trackedMax' | 'peer'> {
  const [first] = findings
  const part = { mount: '', disk: undefined, pid: undefined, trackedMax: undefined, peer: '' }
  switch (first?.id) {
    case 'disk-full':
    case 'inodes-exhausted':
      return { ...part, mount: first.facts.mount }
    case 'mount-read-only':
      return { ...part, disk: first.facts }
    case 'files-exhausted':
      return { ...part, pid: first.facts.pid }
    case 'conntrack-full':
      return { ...part, trackedMax: first.facts.trackedMax || undefined }
    case 'local-ports-exhausted':
      return findings.every(({ id }) => id === first.id) ? { ...part, peer: first.facts.peer } : part
    default:
      return part
  }
}

function titleOf(kind: OverloadKind, findings: readonly Finding[]): string {
  const arePorts = findings.every((finding) => finding.id === 'local-ports-exhausted')
  return arePorts ? 'All local ports are in use' : overloadTitles[kind]
}

function strengthOf(input: DiagnosisInput, kind: OverloadKind, findings: readonly Finding[]): Hypothesis['strength'] {
  if (kind === 'cpu') return strengthOfLoad(input, findings)
  const isHard = findings.some((finding) => isSpent(finding))
  const isFelt = findings.some((finding) => suffers(input, hostOf(finding)))
  return isHard || isFelt || kind === 'workers' ? 'confirmed' : 'likely'
}

/**
 * Short processors make users wait; a refused connection, or an answer at once that says no, is nothing that they do.
 * So a high load is the cause of waiting, and beside failures of another kind a possibility that explains none of them.
 */
function strengthOfLoad(input: DiagnosisInput, findings: readonly Finding[]): Hypothesis['strength'] {
  const hosts = findings.map(hostOf)
  if (hosts.some((host) => waitsAt(input, host).length > 0)) return 'confirmed'
  return hosts.some((host) => suffers(input, host)) ? 'possible' : 'likely'
}

/**
 * What is slow, of that which short processors of a host make slow: its own answers, its queues, and what users wait
 * for. That a balancer waits in vain for a host which answers itself at once is the way between the two.
 */
function waitsAt(input: DiagnosisInput, host: string): readonly Finding[] {
  const isQuick = input.on(host, 'health-ok').length > 0
  const onHost = [...symptomsOn(input, host), ...input.on(host, ...waitingSymptoms)]
    .filter((finding) => isWaiting(finding) || isOneOf(finding, waitingSymptoms))
    .filter((finding) => !(isQuick && isOneOf(finding, seenByBalancer)))
  return [...onHost, ...input.all('edge-slow', 'edge-unavailable', 'edge-intermittent').filter(isWaitOfUsers)]
}

/** Symptoms of a host as its balancer has them. */
const seenByBalancer = ['server-down', 'server-flapping', 'balancer-cannot-connect'] as const

function isWaitOfUsers(finding: Finding): boolean {
  return finding.id === 'edge-slow' || isWaiting(finding) || ('status' in finding.facts && finding.facts.status === 504)
}

/** Nothing left at all: no doubt that it hurts, whoever notices. */
function isSpent(finding: Finding): boolean {
  if (isOneOf(finding, ['disk-full', 'inodes-exhausted'])) return finding.facts.used >= 0.99
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
  'read-only': ['io-pressure'],
  files: [],
  cpu: ['cpu-saturated', 'cpu-throttled', 'cpu-stolen'],
  network: [],
  workers: ['accept-queue-growing', 'health-no-answer', 'workers-stuck'],
} as const

function supportsOf(input: DiagnosisInput, kind: OverloadKind, where: readonly string[]): readonly Finding[] {
  const lines = input
    .all('journal-line')
    .filter(({ facts }) => facts.supports === 'server_overload' || (kind === 'read-only' && saysReadOnly(facts.line)))
  return [
    ...where.flatMap((host) => input.on(host, ...supporting[kind])),
    ...lines.filter((line) => where.includes(hostOf(line))),
  ]
}

interface Reach {
  readonly where: readonly string[]
  readonly covered: readonly string[] | 'all'
}

function isDownstream(input: DiagnosisInput, kind: OverloadKind, { where, covered }: Reach, finding: Finding): boolean {
  if (isSymptomOn(input, covered, finding)) return true
  if (!where.includes(hostOf(finding)) && hostOf(finding) !== '') return false
  if (isOneOf(finding, waitingSymptoms)) return true
  // A host that gets no turn waits in vain for others as well.
  const waitsInVain = isOneOf(finding, ['dependency-unreachable', 'database-unreachable']) && isTimeout(finding)
  if (waitsInVain && (kind === 'cpu' || kind === 'memory')) return true
  if (kind === 'network' && isOneOf(finding, ['dependency-unreachable', 'database-unreachable'])) return true
  if (isOneOf(finding, ['unit-killed-for-memory', 'cpu-saturated', 'io-pressure', 'workers-stuck'])) return true
  const isCrash = isOneOf(finding, [
    'unit-failed',
    'unit-crash-looping',
    'not-listening',
    'unit-starting',
    'process-missing',
  ])
  if (!isCrash || kind === 'cpu' || kind === 'workers') return false
  const reason = crashReason(input, finding)
  return reason === 'starved' || (reason === 'unknown' && kind !== 'files')
}

/** Whoever asked got no answer in time. */
export function isTimeout(finding: Finding): boolean {
  return 'failure' in finding.facts && finding.facts.failure === 'timed-out'
}

/** Whether a finding is of somebody who waits, not of a refusal. */
export function isWaiting(finding: Finding): boolean {
  return (
    finding.id === 'health-slow' ||
    finding.id === 'accept-queue-growing' ||
    isTimeout(finding) ||
    ('checkStatus' in finding.facts && finding.facts.checkStatus.endsWith('TOUT'))
  )
}
