import type { Reading } from '../probe/reading.ts'
import type { Service } from '../service/service.ts'
import { findUnseen } from './find-unseen.ts'
import type { Finding } from './finding.ts'
import { judgeDatabase } from './judge-database.ts'
import { judgeDependencies } from './judge-dependencies.ts'
import { judgeDeploy } from './judge-deploy.ts'
import { judgeEdge } from './judge-edge.ts'
import { judgeHealth } from './judge-health.ts'
import { judgeProcess } from './judge-process.ts'
import { judgeProxy } from './judge-proxy.ts'
import { judgeResources } from './judge-resources.ts'
import { pickEvidence } from './pick-evidence.ts'
import { type Step, type StepId, type StepStatus, stepIds, stepQuestions } from './step.ts'
import { summariseStep } from './summarise-step.ts'
import { type View, viewOf } from './view.ts'

/** What is judged: a service as configured, everything read of it, and when (ISO 8601). */
export interface JudgeInput {
  readonly service: Service
  readonly readings: readonly Reading[]
  readonly at: string
  /** Hosts of the service that were not to be looked at. */
  readonly otherHosts?: readonly string[]
}

/** Judges all readings: the facts they establish and the seven steps they answer. The order of readings never matters. */
export function judge(input: JudgeInput): { readonly findings: readonly Finding[]; readonly steps: readonly Step[] } {
  const view = viewOf(input)
  const found = [
    ...judgeEdge(view),
    ...judgeProxy(view),
    ...judgeProcess(view),
    ...judgeResources(view),
    ...judgeHealth(view),
    ...judgeDatabase(view),
    ...judgeDependencies(view),
    ...judgeDeploy(view),
  ]
  const findings = [...found, ...findUnseen(view, found)]
  return {
    findings,
    steps: stepIds.map((id) => judgeStep(view, id, findings)),
  }
}

/** What is missing from the configuration when a step has nothing to look at. */
const skippedWords: Record<StepId, string> = {
  edge: 'no url is configured',
  process: 'no host with a unit or port is configured',
  resources: 'no host is configured',
  health: 'no health endpoint, port or balancer is configured',
  database: 'no database is configured',
  dependencies: 'no dependencies are configured',
  deploy: 'no deploy path or unit is configured',
}

function skippedText({ balancer, hosts }: Service, id: StepId): string {
  if (id === 'health' && balancer !== undefined)
    return 'no health endpoint or port is configured, and the balancer tells nothing of its servers'
  return id === 'process' && hosts.length > 0 ? 'no unit or port is configured' : skippedWords[id]
}

function judgeStep(view: View, id: StepId, all: readonly Finding[]): Step {
  const findings = all.filter((finding) => finding.step === id)
  const status = statusOf(findings)
  const summary = summariseStep(status, findings, view.service)
  return {
    id,
    question: stepQuestions[id],
    status,
    summary: summary === '' ? skippedText(view.service, id) : summary,
    durationMs: durationOf(view, findings),
    evidence: pickEvidence(findings, (key) => view.reading(key)),
  }
}

/** A failure is certain even where something else was not seen; without one, a gap leaves the question open. */
function statusOf(findings: readonly Finding[]): StepStatus {
  if (findings.some((finding) => finding.weight === 'fail')) return 'fail'
  if (findings.some((finding) => finding.weight === 'unseen' && finding.facts?.['isEssential'] === true))
    return 'unknown'
  if (findings.some((finding) => finding.weight === 'warn')) return 'warn'
  return findings.some((finding) => finding.weight === 'clear') ? 'pass' : 'skipped'
}

/** From the first reading to the end of the last. */
function durationOf(view: View, findings: readonly Finding[]): number {
  const readings = [...new Set(findings.flatMap((finding) => finding.readings))].flatMap(
    (key) => view.reading(key) ?? [],
  )
  const spans = readings
    .map((reading) => ({ start: Date.parse(reading.at), ms: Math.max(0, reading.durationMs) }))
    .filter(({ start, ms }) => Number.isFinite(start) && Number.isFinite(ms))
  if (spans.length === 0) return 0
  return Math.round(
    Math.max(...spans.map(({ start, ms }) => start + ms)) - Math.min(...spans.map(({ start }) => start)),
  )
}
