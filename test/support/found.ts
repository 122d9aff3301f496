import type { Finding } from '../../src/checklist/finding.ts'
import { type FindingId, findingIds } from '../../src/checklist/finding-ids.ts'
import type { StepId } from '../../src/checklist/step.ts'

type Facts = NonNullable<Finding['facts']>

/** How findings of a kind are placed and what facts all of them carry, as the checklist makes them. */
const kinds: readonly (readonly [RegExp, (host: string) => { readonly place: string; readonly facts: Facts }])[] = [
  [/^edge-from-balancer/, () => ({ place: 'lb1', facts: {} })],
  [/^edge-/, () => ({ place: 'http://shop.example/', facts: {} })],
  [
    /^server-/,
    (host) => ({
      place: `lb1: web/${host}`,
      facts: { balancer: 'lb1', server: host, backend: 'web', host, address: addressOf(host), checkStatus: '' },
    }),
  ],
  [/^backend-/, () => ({ place: 'lb1: web', facts: { balancer: 'lb1', backend: 'web' } })],
  [
    /^balancer-c/,
    (host) => ({
      place: `lb1: ${addressOf(host)}`,
      facts: { balancer: 'lb1', address: addressOf(host), host },
    }),
  ],
  [/^pool-/, (host) => ({ place: 'postgres://probe@db1:5432/orders', facts: { host, pool: 'orders/app' } })],
  [
    /^(database|connections|role|lock|idle)-/,
    (host) => ({ place: 'postgres://probe@db1:5432/orders', facts: { host } }),
  ],
  [/^dependency-/, (host) => ({ place: 'redis://cache1:6379', facts: { host, kind: 'redis' } })],
  [/^release-mixed/, () => ({ place: 'shop', facts: {} })],
  [/^process-(running|missing|frozen)/, (host) => ({ place: host, facts: {} })],
  [
    /^unit-(?!started|running|memory)/,
    (host) => ({
      place: host,
      facts: { host, unit: host === 'lb1' ? 'haproxy' : 'gunicorn', role: host === 'lb1' ? 'balancer' : 'app' },
    }),
  ],
  [/^journal-line/, (host) => ({ place: host, facts: { host, unit: 'gunicorn', supports: '' } })],
]

const hostAddresses: Readonly<Record<string, string>> = { app1: '10.0.0.11:8000', app2: '10.0.0.12:8000' }
const addressOf = (host: string): string => hostAddresses[host] ?? ''

/** A finding as the checklist would make it, with the facts that matter to a case. */
export function found(id: FindingId, host = 'app1', more: Facts = {}, parts: Partial<Finding> = {}): Finding {
  const { place, facts } = kinds.find(([pattern]) => pattern.test(id))?.[1](host) ?? { place: host, facts: { host } }
  return {
    id,
    step: stepOf(id),
    weight: /^server-up$|-(ok|active|serves|served)$|^listening$|-connects$/.test(id) ? 'clear' : 'fail',
    place,
    topic: `${id} seen`,
    text: `${id} at ${host}`,
    readings: [],
    facts: { ...facts, ...more },
    ...parts,
  }
}

function stepOf(id: FindingId): StepId {
  const entry = Object.entries(findingIds).find(([, ids]) => (ids as readonly FindingId[]).includes(id))
  return (entry?.[0] ?? 'edge') as StepId
}
