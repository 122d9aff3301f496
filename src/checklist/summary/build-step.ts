import type { Reading } from '../../probe/reading.ts'
import type { Service } from '../../service/service.ts'
import type { Finding } from '../finding.ts'
import { type Step, type StepId, type StepStatus, stepQuestions } from '../step.ts'
import { pickEvidence } from './pick-evidence.ts'
import { summariseStep } from './summarise-step.ts'

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

export interface StepOf {
  readonly service: Service
  /** Of all steps. */
  readonly findings: readonly Finding[]
  readonly readingOf: (key: string) => Reading | undefined
}

/** One line of the checklist: what its findings come to. */
export function buildStep(id: StepId, { service, findings: all, readingOf }: StepOf): Step {
  const findings = all.filter((finding) => finding.step === id)
  const status = statusOf(findings)
  const summary = summariseStep(status, findings, service)
  return {
    id,
    question: stepQuestions[id],
    status,
    summary: summary === '' ? skippedText(service, id) : summary,
    durationMs: durationOf(findings, readingOf),
    evidence: pickEvidence(findings, readingOf),
  }
}

/** A failure is certain even where something else was not seen; without one, a gap leaves the question open. */
function statusOf(findings: readonly Finding[]): StepStatus {
  if (findings.some((finding) => finding.weight === 'fail')) return 'fail'
  if (findings.some((finding) => finding.id === 'unseen' && finding.facts.isEssential)) return 'unknown'
  if (findings.some((finding) => finding.weight === 'warn')) return 'warn'
  return findings.some((finding) => finding.weight === 'clear') ? 'pass' : 'skipped'
}

/** From the first reading to the end of the last. */
function durationOf(findings: readonly Finding[], readingOf: StepOf['readingOf']): number {
  const readings = [...new Set(findings.flatMap((finding) => finding.readings))].flatMap((key) => readingOf(key) ?? [])
  const spans = readings
    .map((reading) => ({ start: Date.parse(reading.at), ms: Math.max(0, reading.durationMs) }))
    .filter(({ start, ms }) => Number.isFinite(start) && Number.isFinite(ms))
  if (spans.length === 0) return 0
  return Math.round(
    Math.max(...spans.map(({ start, ms }) => start + ms)) - Math.min(...spans.map(({ start }) => start)),
  )
}
