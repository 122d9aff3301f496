import type { Finding } from '../../src/checklist/finding.ts'
import { findingIds } from '../../src/checklist/finding-ids.ts'
import { type StepId, type StepStatus, stepIds, stepQuestions } from '../../src/checklist/step.ts'
import { type Action, describeAction, orderActions, tellAction } from '../../src/diagnosis/action.ts'
import { type DiagnosisInput, diagnosisInputOf } from '../../src/diagnosis/diagnosis-input.ts'
import type { CauseRule, Hypothesis } from '../../src/diagnosis/hypothesis.ts'
import type { Reading } from '../../src/probe/reading.ts'
import type { Service } from '../../src/service/service.ts'
import { commandIn } from './commands-in-text.ts'
import { found } from './found.ts'
import { runAt, serviceOf } from './readings.ts'

/** Findings that a rule is shown, and nothing else of a run. */
export interface Shown {
  readonly name: string
  readonly findings: readonly Finding[]
  readonly service?: { readonly [K in keyof Service]?: Service[K] | undefined }
  readonly unreachable?: readonly string[]
  /** Steps that did not pass. */
  readonly steps?: Partial<Record<StepId, StepStatus>>
  /** Tell also which findings the hypotheses would explain: these, or every kind on every host. */
  readonly asked?: readonly Finding[] | 'all'
}

/** What a rule makes of each, as text to be read and kept. */
export function tellRule(rule: CauseRule, cases: readonly Shown[]): string {
  return cases.map((shown) => tellCase(rule, shown)).join('\n')
}

/** The same of a part of a rule, which rules nothing out. */
export function tellHypotheses(examine: CauseRule['examine'], cases: readonly Shown[]): string {
  return tellRule({ cause: 'server_overload', examine, ruleOut: () => undefined }, cases)
}

function tellCase(rule: CauseRule, shown: Shown): string {
  const input = inputShown(shown)
  const reason = rule.ruleOut(input)
  const lines = [
    `== ${shown.name}`,
    ...rule.examine(input).flatMap((hypothesis) => tellHypothesis(hypothesis, shown)),
    ...(reason === undefined ? [] : [`not: ${reason.text}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** The input of a case. */
export function inputShown({ findings, service = {}, unreachable = [], steps: statuses = {} }: Shown): DiagnosisInput {
  const steps = stepIds.map((id) => ({
    id,
    question: stepQuestions[id],
    status: statuses[id] ?? ('pass' as const),
    summary: '',
    durationMs: 0,
    evidence: [],
  }))
  return diagnosisInputOf({
    service: serviceOf(service as Partial<Service>),
    findings,
    steps,
    readings: unreachable.map(unreachableReading),
  })
}

function unreachableReading(host: string): Reading {
  const outcome = { kind: 'unseen', reason: 'unreachable', detail: 'ssh: connection timed out' } as const
  return { probe: 'load', host, from: host, subject: '', source: '', at: runAt, durationMs: 0, excerpt: '', outcome }
}

function tellHypothesis(hypothesis: Hypothesis, { asked = [] }: Shown): readonly string[] {
  const { strength, title, where, hosts, rests, supports, next } = hypothesis
  return [
    `-> ${strength}: ${title}`,
    `   where ${where.join(' | ')}; takes out ${hosts === 'all' ? 'all' : hosts.join(', ')}`,
    `   rests ${rests.map(nameOf).join(', ')}`,
    ...(supports.length === 0 ? [] : [`   supports ${supports.map(nameOf).join(', ')}`]),
    ...orderActions(next).map((each) => `   next ${tellAction(whole(each))}`),
    ...(asked === 'all' ? everything : asked.length === 0 ? [] : [{ about: '', findings: asked }]).map(
      ({ about, findings }) => `   explains${about} ${findings.filter(hypothesis.explains).map(nameOf).join(', ')}`,
    ),
  ]
}

/** A command that hides in the words would be no code on any surface. */
function whole(action: Action): Action {
  const hidden = commandIn(describeAction(action))
  if (hidden !== undefined) throw new Error(`a command in words, ${JSON.stringify(hidden)}: ${tellAction(action)}`)
  return action
}

const everyId = [...Object.values(findingIds).flat(), 'unseen' as const]
/** Every kind of finding about each host, and about a server that is none of them. */
const everything = ['app1', 'app2', 'lb1', ''].map((host) => ({
  about: host === '' ? ' of no known host' : ` on ${host}`,
  findings: everyId.map((id) => found(id, host)),
}))

function nameOf(finding: Finding): string {
  const line = 'line' in finding.facts ? finding.facts.line : ''
  return `${finding.id}@${finding.host ?? placeOf(finding)}${line === '' ? '' : ` "${line}"`}`
}

/** Where a finding about no host is; nothing of a server that is none of the hosts. */
function placeOf({ facts, place }: Finding): string {
  return 'address' in facts ? '' : place
}
