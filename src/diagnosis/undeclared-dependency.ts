import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { oneLine } from '../lib/one-line.ts'
import { act } from './action.ts'
import { blamesElsewhere, diedOfOthers } from './crash-reason.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'
import type { Hypothesis } from './hypothesis.ts'
import { isSymptomOn, type Unserved, waitingSymptoms } from './symptoms.ts'
import { readJournal } from './usual-actions.ts'

/** Units and processes that are not there: then there is nobody who could complain of others. */
const gone = [
  'unit-failed',
  'unit-inactive',
  'unit-missing',
  'unit-crash-looping',
  'process-missing',
  'not-listening',
] as const

/** The application fails although all that we know of is fine: it may need something that nobody told us. */
export function examineUndeclared(input: DiagnosisInput): readonly Hypothesis[] {
  const edges = input.all('edge-unavailable', 'edge-intermittent')
  const failing = input.all('health-failing', 'health-intermittent')
  const isItself = edges.some(isErrorOfApplication) && failing.length === 0
  const broken = input.all('unit-failed', 'unit-crash-looping')
  const isDead = broken.length > 0 && broken.every((finding) => diedOfOthers(input, finding))
  const lines = input.all('journal-line').filter((line) => isComplaint(input, line, isItself || isDead))
  const [line] = lines
  const isRunning = isDead || input.all('health-no-answer', ...gone).length === 0
  const isFine = input.all('server-down').length === 0 || lines.length > 0
  const symptoms = isDead ? broken : [...edges, ...failing]
  if (input.users === 'served' || symptoms.length === 0 || !isRunning || !isFine || (!isItself && lines.length === 0))
    return []
  const host = input.hosts[0] ?? ''
  return [
    {
      cause: 'dependency_failure',
      strength: lines.length > 0 ? 'likely' : 'possible',
      title:
        line !== undefined
          ? `${isDead ? 'The application ends for want of' : 'The application lacks'} something that services.yml does not name: ${oneLine(line.facts.line, 80)}`
          : `The application itself answers ${edges[0]?.facts.status ?? 503} although ${whatIsFine(input)}`,
      where: lines.length > 0 ? [...namedIn(lines), ...hostsIn(input, lines)] : [...input.hosts],
      rests: symptoms,
      supports: [...lines, ...input.all('edge-responder')],
      hosts: 'all',
      next: [
        readJournal('Read what it says itself', { unit: input.service.unit, host }),
        act(
          'If it needs something that services.yml does not list under dependencies, add it there, and to its health endpoint',
        ),
      ],
      explains: (finding) =>
        lines.length > 0 &&
        (isSymptomOn(input, hostsIn(input, lines), finding) ||
          isOneOf(finding, waitingSymptoms) ||
          (isDead && isOneOf(finding, gone))),
    },
  ]
}

/** A health endpoint that is not configured, or that only said what it wants, is not fine: nobody saw it. */
function whatIsFine(input: DiagnosisInput): string {
  return input.all('health-ok', 'health-slow').length > 0
    ? 'its health endpoint and all that is configured are fine'
    : 'nothing else that was looked at is at fault'
}

/** A page that is merely not the one expected is no error of whoever made it. */
function isErrorOfApplication(edge: Unserved): boolean {
  return edge.facts.program === 'app' && (edge.facts.status ?? 503) >= 500
}

/** An application that answers for itself, or that died of it, is believed at a word; where something else answers for it, it must name whom it misses. */
function isComplaint(input: DiagnosisInput, line: Finding<'journal-line'>, isBelieved: boolean): boolean {
  const supports = line.facts.supports
  if (isBelieved && supports === 'dependency_failure') return true
  const isBlame = blamesElsewhere(line) && (supports === '' || supports === 'dependency_failure')
  return isBlame && input.hosts.includes(hostOf(line)) && namedIn([line]).length > 0
}

/** 'connecting to cache1:6379. Connection refused', 'server at "db1" (10.0.0.21), port 5432 failed' → 'cache1:6379', 'db1:5432'. */
function namedIn(lines: readonly Finding<'journal-line'>[]): readonly string[] {
  const found = lines.flatMap((finding) => {
    const line = finding.facts.line
    const [, server, port] = /server at "([^"]{1,100})"[^,]{0,60}, port (\d{2,5})/.exec(line) ?? []
    const plain = /(?:^|[\s/@("'])([A-Za-z0-9][\w.-]{0,100}:\d{2,5})(?=$|[\s/.,;)"'])/.exec(line)?.[1]
    return server === undefined ? (plain ?? []) : `${server}:${port}`
  })
  return [...new Set(found)].filter((name) => !/^\d+:\d+$/.test(name))
}
