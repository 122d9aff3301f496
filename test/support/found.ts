import type { Draft, Finding, Tie } from '../../src/checklist/finding.ts'
import type { FindingFacts } from '../../src/checklist/finding-facts.ts'
import { type FindingId, findingIds } from '../../src/checklist/finding-ids.ts'
import type { StepId } from '../../src/checklist/step.ts'
import { usualFacts } from './usual-facts.ts'

interface Usual {
  readonly place: string
  /** Absent where it is about none. */
  readonly host?: string
  readonly facts?: object
}

/** How findings of a kind are placed and what facts all of them carry, as the checklist makes them. */
const kinds: readonly (readonly [RegExp, (host: string) => Usual])[] = [
  [/^edge-from-balancer/, () => ({ place: 'lb1', host: 'lb1' })],
  [/^edge-/, () => ({ place: 'http://shop.example/' })],
  [
    /^server-/,
    (host) => ({
      place: `lb1: web/${host}`,
      ...(host === '' ? {} : { host }),
      facts: { balancer: 'lb1', server: host, backend: 'web', address: addressOf(host) },
    }),
  ],
  [/^backend-/, () => ({ place: 'lb1: web', facts: { balancer: 'lb1', backend: 'web' } })],
  [
    /^balancer-c/,
    (host) => ({
      place: `lb1: ${addressOf(host)}`,
      ...(host === '' ? {} : { host }),
      facts: { balancer: 'lb1', address: addressOf(host) },
    }),
  ],
  [/^pool-/, (host) => ({ place: 'postgres://probe@db1:5432/orders', host, facts: { pool: 'orders/app' } })],
  [/^(database|connections|role|lock|idle)-/, (host) => ({ place: 'postgres://probe@db1:5432/orders', host })],
  [/^dependency-/, (host) => ({ place: 'redis://cache1:6379', host, facts: { kind: 'redis' } })],
  [/^release-mixed/, () => ({ place: 'shop' })],
  [
    /^unit-(?!started|running|memory)/,
    (host) => ({
      place: host,
      host,
      facts: { unit: host === 'lb1' ? 'haproxy' : 'gunicorn', role: host === 'lb1' ? 'balancer' : 'app' },
    }),
  ],
  [/^journal-line/, (host) => ({ place: host, host, facts: { unit: 'gunicorn' } })],
]

const hostAddresses: Readonly<Record<string, string>> = { app1: '10.0.0.11:8000', app2: '10.0.0.12:8000' }
const addressOf = (host: string): string => hostAddresses[host] ?? ''

/** A fact of a kind of finding. */
export type Fact<I extends FindingId, K extends keyof FindingFacts[I]> = NonNullable<FindingFacts[I][K]>

/** What of a finding is not its kind's. */
type Parts = Partial<Pick<Draft & Tie, 'weight' | 'place' | 'topic' | 'text' | 'step' | 'readings'>>

/**
 * A finding as the checklist would make it, with the facts that matter to a case; the others say nothing. Ids and facts
 * are checked where it is called; that they belong together is known here alone, hence the one assertion.
 */
export function found<I extends FindingId>(
  id: I,
  host = 'app1',
  more: Partial<FindingFacts[I]> = {},
  parts: Parts = {},
): Finding<I> {
  const { facts, ...on } = kinds.find(([pattern]) => pattern.test(id))?.[1](host) ?? { place: host, host }
  const finding = {
    id,
    step: stepOf(id),
    weight: /^server-up$|-(ok|active|serves|served)$|^listening$|-connects$/.test(id) ? 'clear' : 'fail',
    ...on,
    topic: `${id} seen`,
    text: `${id} at ${host}`,
    readings: [],
    facts: { ...usualFacts[id], ...facts, ...more },
    ...parts,
  }
  return finding as unknown as Finding<I>
}

function stepOf(id: FindingId): StepId {
  const entry = Object.entries(findingIds).find(([, ids]) => (ids as readonly FindingId[]).includes(id))
  return (entry?.[0] ?? 'edge') as StepId
}
