import type { Finding } from '../checklist/finding.ts'
import type { FindingId } from '../checklist/finding-ids.ts'
import type { Step } from '../checklist/step.ts'
import type { Service } from '../service/service.ts'
import type { Diagnosis, Outcome } from './diagnosis.ts'
import { hostOf } from './diagnosis-input.ts'

export interface OutcomeOf {
  readonly service: Service
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  readonly diagnosis: Diagnosis
}

/**
 * `down`: users get no good answer at all · `degraded`: something fails or has a cause, yet users get answers ·
 * `inconclusive`: nothing failed, but not all was seen · `healthy`: all was seen, and is fine. A warning alone is healthy.
 */
export function decideOutcome(of: OutcomeOf): Outcome {
  const { steps, diagnosis } = of
  if (isDown(of)) return 'down'
  if (steps.some((step) => step.status === 'fail')) return 'degraded'
  if (diagnosis.causes.some((cause) => cause.strength !== 'possible')) return 'degraded'
  if (steps.some((step) => step.status === 'unknown')) return 'inconclusive'
  if (diagnosis.causes.length > 0) return 'inconclusive'
  return steps.some(answersWhetherItServes) ? 'healthy' : 'inconclusive'
}

/** Resources alone say nothing of whether anybody is served. */
function answersWhetherItServes(step: Step): boolean {
  return ['edge', 'health', 'process'].includes(step.id) && (step.status === 'pass' || step.status === 'warn')
}

/** By the public URL; where that was not seen, by all hosts that fail to answer or to run. */
function isDown({ service, findings }: OutcomeOf): boolean {
  const has = (...ids: readonly FindingId[]) =>
    findings.filter((finding) => ids.includes(finding.id) && finding.weight === 'fail')
  if (has('edge-unavailable').length > 0) return !isServedInside(findings)
  if (findings.some((finding) => ['edge-served', 'edge-slow', 'edge-intermittent'].includes(finding.id))) return false
  const down = has(
    'health-failing',
    'health-no-answer',
    'unit-failed',
    'unit-inactive',
    'unit-missing',
    'unit-crash-looping',
    'not-listening',
    'process-missing',
  )
  const hosts = new Set(down.map(hostOf))
  return service.hosts.length > 0 && service.hosts.every((host) => hosts.has(host))
}

/** The balancer serves the very same URL on its own host: it is our way to it that fails, perhaps not theirs. */
function isServedInside(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.id === 'edge-from-balancer' && finding.facts.served)
}
