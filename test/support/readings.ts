import type { Observation } from '../../src/checklist/observation.ts'
import { planChecklist } from '../../src/checklist/plan/plan-checklist.ts'
import { planFollowUps } from '../../src/checklist/plan/plan-follow-ups.ts'
import { bot, type ProbeId, type Reading, readingKey } from '../../src/probe/reading.ts'
import type { Parsed, Unseen } from '../../src/probe/unseen.ts'
import type { ProbeValues } from '../../src/probe/values.ts'
import { defaultLimits, type Service } from '../../src/service/service.ts'
import { healthyValues } from './healthy-values.ts'

/** When every made-up run takes place. */
export const runAt = '2026-03-02T10:00:00.000Z'

/** A time so many seconds before the run, ISO 8601. */
export function ago(seconds: number): string {
  return new Date(Date.parse(runAt) - seconds * 1000).toISOString()
}

/** A service with everything: two hosts behind HAProxy, PostgreSQL, Redis, a release link. */
export function serviceOf(parts: Partial<Service> = {}): Service {
  return {
    name: 'shop',
    url: 'http://shop.example/',
    hosts: ['app1', 'app2'],
    unit: 'gunicorn',
    port: 8000,
    health: 'http://127.0.0.1:8000/health/',
    balancer: { host: 'lb1', unit: 'haproxy' },
    deploy: { path: '/srv/app/current', recentMs: 900_000 },
    database: {
      kind: 'postgres',
      label: 'postgres://probe@db1:5432/orders',
      host: 'db1',
      port: 5432,
      url: 'postgres://probe:x@db1:5432/orders',
    },
    dependencies: [
      { kind: 'redis', label: 'redis://cache1:6379', host: 'cache1', port: 6379, url: 'redis://cache1:6379' },
    ],
    limits: defaultLimits,
    ...parts,
  }
}

/** What one observation shall see; undefined leaves it to the next change, and at last to the healthy world. */
export type Change = (observation: Observation) => Parsed<ProbeValues[ProbeId]> | undefined

/** A value seen by one probe on one host (or several, or `*` for all), made from the healthy one. */
export function sees<P extends ProbeId>(
  probe: P,
  places: string | readonly string[],
  value: ProbeValues[P] | ((healthy: ProbeValues[P], observation: Observation) => ProbeValues[P]),
): Change {
  return (observation) => {
    if (observation.probe !== probe || !isPlace(places, observation.host)) return undefined
    const healthy = healthyValues(observation) as ProbeValues[P]
    const seen = typeof value === 'function' ? value(healthy, observation) : value
    return { kind: 'seen', value: seen }
  }
}

/** Probes that see nothing, and why. */
export function misses(probe: ProbeId | '*', places: string | readonly string[], unseen: Omit<Unseen, 'kind'>): Change {
  return (observation) => {
    if (probe !== '*' && observation.probe !== probe) return undefined
    return isPlace(places, observation.host) ? { kind: 'unseen', ...unseen } : undefined
  }
}

/** A host that answers nobody over SSH. */
export function isUnreachable(...hosts: readonly string[]): Change {
  return misses('*', hosts, { reason: 'unreachable', detail: 'ssh: connection timed out after 4 s' })
}

/** A host that takes a connection and is too busy to finish a login; what is reached for from there ends nowhere. */
export function isStuck(...hosts: readonly string[]): readonly Change[] {
  const late = { kind: 'failed', failure: 'timed-out', detail: 'no answer', afterMs: 3000, phase: 'connect' } as const
  return [
    ...(['dependency-redis', 'database'] as const).map((probe) => sees(probe, hosts, late)),
    sees('health', hosts, (value) => ({ ...value, tries: [late] })),
    misses('*', hosts, {
      reason: 'timed-out',
      code: 'channel-timeout',
      detail: 'ssh: 10.0.0.11 opened no channel within 5000 ms',
    }),
  ]
}

function isPlace(places: string | readonly string[], host: string): boolean {
  return places === '*' || places === host || (Array.isArray(places) && places.includes(host))
}

/** All readings of a run in a world that is healthy but for the changes; the first change that speaks counts. */
export function readingsOf(service: Service, changes: readonly Change[] = []): readonly Reading[] {
  const readings = new Map<string, Reading>()
  for (let round = 0; round < 5; round += 1) {
    const planned = [...planChecklist(service), ...planFollowUps(service, [...readings.values()])]
    const fresh = planned.filter((observation) => !readings.has(readingKey(observation)))
    if (fresh.length === 0) break
    for (const observation of fresh) readings.set(readingKey(observation), readingOf(observation, changes))
  }
  return [...readings.values()]
}

function readingOf(observation: Observation, changes: readonly Change[]): Reading {
  const { probe, host, subject, source } = observation
  const changed = changes.map((change) => change(observation)).find((outcome) => outcome !== undefined)
  const outcome = changed ?? { kind: 'seen' as const, value: healthyValues(observation) }
  const excerpt = outcome.kind === 'seen' ? JSON.stringify(outcome.value).slice(0, 400) : ''
  return { probe, host, from: host, subject, source, at: runAt, durationMs: 10, excerpt, outcome } as Reading
}

/** The same reading as if the host had forbidden forwarding: taken from the bot. */
export function takenFromBot(reading: Reading): Reading {
  return { ...reading, from: bot }
}
