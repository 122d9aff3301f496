import type { Finding } from '../checklist/finding.ts'
import type { FindingId } from '../checklist/finding-ids.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { unreachableHosts } from '../checklist/read/unseen-hosts.ts'
import type { Step, StepId } from '../checklist/step.ts'
import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'

/** What a run knows, in the terms in which causes think. */
export interface DiagnosisInput {
  readonly service: Service
  readonly hosts: readonly string[]
  readonly findings: readonly Finding[]
  /** Findings with one of these ids. */
  readonly all: <I extends FindingId>(...ids: readonly I[]) => readonly Finding<I>[]
  /** The same, about one host. */
  readonly on: <I extends FindingId>(host: string, ...ids: readonly I[]) => readonly Finding<I>[]
  /** How users fare: by the public URL, or without one by the health of the hosts. */
  readonly users: 'served' | 'partly' | 'not-served' | 'unknown'
  /** Hosts of which nothing was seen because they could not be reached. */
  readonly unreachableHosts: ReadonlySet<string>
  readonly stepStatus: (id: StepId) => Step['status']
}

/** The host a finding is about; empty where it is about none that we know. */
export function hostOf(finding: Finding): string {
  return finding.host ?? ''
}

/** Hosts of findings, each once, in the order of the configuration. */
export function hostsIn(input: Pick<DiagnosisInput, 'hosts'>, findings: readonly Finding[]): readonly string[] {
  const named = new Set(findings.map(hostOf))
  return input.hosts.filter((host) => named.has(host))
}

export interface JudgedRun {
  readonly service: Service
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  readonly readings: readonly Reading[]
}

/** Indexes findings by id and by host. */
export function diagnosisInputOf({ service, findings, steps, readings }: JudgedRun): DiagnosisInput {
  const byId = Map.groupBy(findings, (finding) => finding.id)
  const byHost = Map.groupBy(findings, (finding) => `${finding.id} ${hostOf(finding)}`)
  const all: DiagnosisInput['all'] = (...ids) => ids.flatMap((id) => listOf(byId, id))
  return {
    service,
    hosts: service.hosts,
    findings,
    all,
    on: (host, ...ids) => ids.flatMap((id) => listOf(byHost, id, `${id} ${host}`)),
    users: usersOf(service, all),
    unreachableHosts: unreachableHosts(readings),
    stepStatus: (id) => steps.find((step) => step.id === id)?.status ?? 'unknown',
  }
}

function listOf<I extends FindingId>(
  index: ReadonlyMap<string, readonly Finding[]>,
  id: I,
  key: string = id,
): readonly Finding<I>[] {
  return (index.get(key) ?? []).filter((finding) => isOneOf(finding, [id]))
}

function usersOf(service: Service, all: DiagnosisInput['all']): DiagnosisInput['users'] {
  if (all('edge-unavailable').length > 0) return 'not-served'
  if (all('edge-intermittent').length > 0) return 'partly'
  if (all('edge-served', 'edge-slow').length > 0) return 'served'
  const bad = new Set(all('health-failing', 'health-no-answer').map(hostOf)).size
  const good = new Set(all('health-ok', 'health-slow', 'health-intermittent').map(hostOf)).size
  if (bad === 0 && good === 0) return 'unknown'
  if (bad === 0) return good === service.hosts.length ? 'served' : 'unknown'
  return good > 0 ? 'partly' : 'not-served'
}
