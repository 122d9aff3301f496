import { type ProbeId, type Reading, readingKey } from '../../probe/reading.ts'
import type { Unseen } from '../../probe/unseen.ts'
import type { ProbeValues } from '../../probe/values.ts'
import type { Service } from '../../service/service.ts'
import { wholeService } from '../../service/service-hosts.ts'
import type { Observation } from '../observation.ts'
import type { Plan } from '../plan.ts'

/** A reading that saw something, with its value at hand. */
export interface Look<P extends ProbeId = ProbeId> {
  readonly key: string
  readonly host: string
  /** False when the host forbids forwarding and the bot was asked in its place. */
  readonly isFromHost: boolean
  readonly subject: string
  readonly value: ProbeValues[P]
  readonly reading: Reading
}

/** An observation that was planned and saw nothing. */
export interface Gap {
  readonly key: string
  readonly observation: Observation
  readonly reading?: Reading
  readonly unseen: Unseen
}

/** All that a run saw of a service, in an order that does not depend on when it arrived. */
export interface View {
  readonly service: Service
  readonly planned: readonly Observation[]
  readonly gaps: readonly Gap[]
  /** Sorted by key. */
  looks<P extends ProbeId>(probe: P): readonly Look<P>[]
  look<P extends ProbeId>(probe: P, host: string, subject?: string): Look<P> | undefined
  gap(probe: ProbeId, host: string, subject?: string): Gap | undefined
  reading(key: string): Reading | undefined
  /** What was planned and taken. */
  readonly taken: readonly Reading[]
  /** The clock of a host when it was looked at, or else the bot's, in milliseconds since the epoch. */
  nowOn(host: string): number
}

export interface ViewOf {
  readonly service: Service
  readonly plan: Plan
  /** ISO 8601. */
  readonly at: string
  /** Hosts of the service that were not to be looked at; the view's service has them, its plan does not. */
  readonly otherHosts?: readonly string[]
}

/**
 * Sorts readings by what was planned. A reading that nothing planned is left out, so that no reading can be the only
 * reason to call a service healthy or not without its absence being noticed.
 */
export function viewOf({ service, plan, at, otherHosts }: ViewOf): View {
  const { observations, readings } = plan
  const looks = new Map<string, Look>()
  const gaps = new Map<string, Gap>()
  for (const [key, observation] of observations) {
    const reading = readings.get(key)
    const unseen = reading === undefined ? notTaken : reading.outcome
    if (reading !== undefined && unseen.kind === 'seen') looks.set(key, lookAt(key, reading, unseen.value))
    else if (unseen.kind === 'unseen') gaps.set(key, { key, observation, unseen, ...(reading ? { reading } : {}) })
  }
  const byProbe = Map.groupBy(looks.values(), (look) => look.reading.probe)
  const keyOf = (probe: ProbeId, host: string, subject = '') => readingKey({ probe, host, subject })
  const view: Omit<View, 'nowOn'> = {
    service: wholeService(service, otherHosts),
    planned: [...observations.values()],
    gaps: [...gaps.values()],
    looks: <P extends ProbeId>(probe: P) => (byProbe.get(probe) ?? []) as unknown as readonly Look<P>[],
    look: <P extends ProbeId>(probe: P, host: string, subject?: string) =>
      looks.get(keyOf(probe, host, subject)) as Look<P> | undefined,
    gap: (probe, host, subject) => gaps.get(keyOf(probe, host, subject)),
    reading: (key) => readings.get(key),
    taken: [...observations.keys()].flatMap((key) => readings.get(key) ?? []),
  }
  return { ...view, nowOn: (host) => clockOf(view, host, at) }
}

const notTaken: Unseen = { kind: 'unseen', reason: 'aborted', detail: 'the run ended before it was looked at' }

function lookAt(key: string, reading: Reading, value: ProbeValues[ProbeId]): Look {
  return {
    key,
    host: reading.host,
    isFromHost: reading.from === reading.host,
    subject: reading.subject,
    value,
    reading,
  }
}

function clockOf(view: Omit<View, 'nowOn'>, host: string, at: string): number {
  const seconds = view.look('host', host)?.value.clockSeconds
  if (seconds !== undefined && Number.isFinite(seconds) && seconds > 0) return seconds * 1000
  const readAt = view.look('units', host)?.reading.at ?? at
  return Number.isFinite(Date.parse(readAt)) ? Date.parse(readAt) : Date.parse(at)
}
