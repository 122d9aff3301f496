import type { Observation } from '../checklist/observation.ts'
import { planChecklist } from '../checklist/plan/plan-checklist.ts'
import { planFollowUps } from '../checklist/plan/plan-follow-ups.ts'
import { sliceAsk, sliceSection } from '../checklist/read/read-result.ts'
import { type Step, type StepId, stepIds } from '../checklist/step.ts'
import type { Execute } from '../probe/execute.ts'
import { bot, type ProbeId, type Reading } from '../probe/reading.ts'
import { buildReport, buildSteps } from '../report/build-report.ts'
import type { Report } from '../report/report.ts'
import type { Service } from '../service/service.ts'
import { runChecklist } from './run-checklist.ts'
import type { RunEvent } from './run-event.ts'

export interface CheckOptions {
  readonly service: Service
  readonly execute: Execute
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly onEvent?: (event: RunEvent) => void
  /** The run's limit, default 20 s: what is not in by then is reported as not seen. */
  readonly timeoutMs?: number
  /** Asks in flight over all hosts, default 128. */
  readonly maxInFlight?: number
  /** Steps asked for; absent for all. */
  readonly only?: readonly StepId[]
  /** Hosts of the service that were not asked for; `service.hosts` are those that were (`restrictHosts()`). */
  readonly otherHosts?: readonly string[]
}

const defaultTimeoutMs = 20_000

/** Steps that a probe of another step may lead to a follow-up in; within its own step every probe may. */
const leadsTo: Readonly<Partial<Record<ProbeId, StepId>>> = { 'balancer-config': 'health', units: 'process' }

/**
 * Looks at a service and judges what was seen: plans, takes readings from all hosts at once, follows up, reports.
 * Ends within its limit and at once when the signal aborts; the report is complete either way and says what is missing.
 */
export async function checkService(options: CheckOptions): Promise<Report> {
  const { service, now, only, onEvent = () => {} } = options
  const startedAt = isoTime(now())
  const unsettled = new Set<StepId>(stepIds)
  const asked = (observations: readonly Observation[]): readonly Observation[] =>
    only ? observations.filter(({ step }) => only.includes(step)) : observations
  const settle = (steps: readonly StepId[], judged: readonly Step[]): void => {
    const due = judged.filter(({ id }) => steps.includes(id) && unsettled.delete(id))
    for (const step of due) onEvent({ kind: 'step:settled', step })
  }

  const plan = asked(planChecklist(service))
  const hosts = new Set(plan.map(({ host }) => host).filter((host) => host !== bot)).size
  onEvent({ kind: 'run:started', service: service.name, at: startedAt, hosts })
  const readings = await runChecklist({
    plan,
    followUps: (seen) => asked(planFollowUps(service, seen)),
    mayGrow: (step, open) => leadsTo[open.probe] === step,
    execute: options.execute,
    signal: options.signal,
    now,
    readSection: sliceSection,
    readAsk: sliceAsk,
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    asksInFlight: options.maxInFlight,
    onProgress: (step, progress) => onEvent({ kind: 'step:progressed', step, ...progress }),
    onSettled: (steps, seen) => settle(steps, buildSteps(judgedOf(options, seen))),
  })
  const report = buildReport({ ...judgedOf(options, readings), startedAt })
  settle(stepIds, report.steps)
  onEvent({ kind: 'run:finished', report })
  return report
}

function judgedOf({ service, now, only, otherHosts = [] }: CheckOptions, readings: readonly Reading[]) {
  const scope = { ...(only ? { only } : {}), ...(otherHosts.length > 0 ? { otherHosts } : {}) }
  return { service, readings, finishedAt: isoTime(now()), ...scope }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
