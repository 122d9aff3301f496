import type { Service } from '../../service/service.ts'
import type { Finding } from '../finding.ts'
import type { Plan } from '../plan.ts'
import { viewOf } from '../read/view.ts'
import { type Step, stepIds } from '../step.ts'
import { buildStep } from '../summary/build-step.ts'
import { findUnseen } from './find-unseen.ts'
import { judgeDatabase } from './judge-database.ts'
import { judgeDependencies } from './judge-dependencies.ts'
import { judgeDeploy } from './judge-deploy.ts'
import { judgeEdge } from './judge-edge.ts'
import { judgeHealth } from './judge-health.ts'
import { judgeProcess } from './judge-process.ts'
import { judgeProxy } from './judge-proxy.ts'
import { judgeResources } from './judge-resources.ts'
import { judgeStuck } from './judge-stuck.ts'

/** What is judged: a service as configured, what was planned and read of it, and when (ISO 8601). */
export interface JudgeInput {
  readonly service: Service
  readonly plan: Plan
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
    ...judgeStuck(view),
    ...judgeHealth(view),
    ...judgeDatabase(view),
    ...judgeDependencies(view),
    ...judgeDeploy(view),
  ]
  const findings = [...found, ...findUnseen(view, found)]
  return {
    findings,
    steps: stepIds.map((id) =>
      buildStep(id, { service: view.service, findings, readingOf: (key) => view.reading(key) }),
    ),
  }
}
