import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { type DiagnosisInput, hostOf, hostsIn } from './diagnosis-input.ts'

/** How clients in many languages say that they waited for something and gave up. */
const gaveUp = /timed? ?-?out|TimeoutError|TimeoutException|ETIMEDOUT|deadline exceeded/i

/** An endpoint that answers, and so slowly that the application has given up on it. */
export interface SlowEndpoint {
  readonly place: string
  /** How slowly it answers each host. */
  readonly slow: readonly Finding[]
  /** Lines in which the application tells of a wait that it gave up. */
  readonly said: readonly Finding<'journal-line'>[]
}

/**
 * Nobody tells us how long an application waits. Where it says no because a wait of its own ended, the one endpoint
 * that is slow beside others that are not is what it waited for. A host that is itself short of turns proves nothing.
 */
export function slowEndpoints(input: DiagnosisInput): readonly SlowEndpoint[] {
  const said = input.all('journal-line').filter(isOfWaiting)
  const slow = input
    .all('dependency-slow', 'database-slow')
    .filter((finding) => said.some((line) => line.place === hostOf(finding)) && isSound(input, hostOf(finding)))
  const hosts = hostsIn(input, slow)
  const others = input.all('dependency-ok', 'database-reachable').filter((finding) => hosts.includes(hostOf(finding)))
  if (others.length === 0) return []
  return [...Map.groupBy(slow, ({ place }) => place)].map(([place, findings]) => ({ place, slow: findings, said }))
}

function isOfWaiting(line: Finding<'journal-line'>): boolean {
  const supports = line.facts.supports
  return (supports === '' || supports === 'dependency_failure') && gaveUp.test(line.facts.line)
}

function isSound(input: DiagnosisInput, host: string): boolean {
  return !input
    .on(host, 'load-high', 'cpu-saturated', 'cpu-throttled', 'memory-high', 'memory-pressure')
    .some((finding) => isOneOf(finding, ['cpu-saturated', 'cpu-throttled']) || finding.weight === 'fail')
}
