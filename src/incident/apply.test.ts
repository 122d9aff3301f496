import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Actor } from './actor.ts'
import { apply, openIncident } from './apply.ts'
import type { Incident } from './incident.ts'
import type { IncidentEvent, IncidentEventKind } from './incident-event.ts'

const maria: Actor = { kind: 'slack', team: 'T1', user: 'U1' }
const alertmanager: Actor = { kind: 'alert', source: 'alertmanager' }
const at = (minute: number) => new Date(Date.UTC(2026, 10, 12, 4, minute)).toISOString()
const opened = { kind: 'incident:opened', id: 'e0', at: at(0), by: maria } as const
const fresh = openIncident('i1', { team: 'T1', service: 'api-prod', channel: 'C1' }, opened)
const stamp = { id: 'e1', at: at(1), by: maria }

/** Each kind of event and the part of the incident that it makes. */
const parts: readonly (readonly [event: IncidentEvent, part: Partial<Incident>])[] = [
  [{ kind: 'incident:opened', ...stamp }, {}],
  [
    { kind: 'incident:checked', ...stamp, runId: 'r1', condition: { outcome: 'down', cause: 'app_not_started' } },
    { checked: { ...stamp, runId: 'r1', condition: { outcome: 'down', cause: 'app_not_started' } } },
  ],
  [
    { kind: 'incident:changed', ...stamp, condition: { outcome: 'down' }, since: at(0) },
    { said: { ...stamp, kind: 'changed', condition: { outcome: 'down' }, since: at(0) } },
  ],
  [
    { kind: 'incident:recovered', ...stamp, badSince: at(0), goodSince: at(1) },
    { said: { ...stamp, kind: 'recovered', badSince: at(0), goodSince: at(1) } },
  ],
  [
    { kind: 'incident:flapping', ...stamp, turns: 4, since: at(0) },
    { said: { ...stamp, kind: 'flapping', turns: 4, since: at(0) } },
  ],
  [{ kind: 'incident:acknowledged', ...stamp }, { acknowledged: stamp }],
  [{ kind: 'incident:noted', ...stamp, text: 'restarted it' }, { notes: [{ ...stamp, text: 'restarted it' }] }],
  [{ kind: 'incident:assigned', ...stamp, to: maria }, { assigned: { ...stamp, to: maria } }],
  [{ kind: 'incident:muted', ...stamp, until: at(30) }, { muted: { ...stamp, until: at(30) } }],
  [{ kind: 'incident:unmuted', ...stamp }, { muted: stamp }],
  [
    { kind: 'incident:resolved', ...stamp, text: 'pool was full' },
    { standing: { ...stamp, status: 'resolved', text: 'pool was full' } },
  ],
  [{ kind: 'incident:reopened', ...stamp }, { standing: { ...stamp, status: 'open' } }],
  [
    { kind: 'incident:alerted', ...stamp, fingerprint: 'f1', status: 'firing', text: '5xx' },
    { alerts: [{ ...stamp, fingerprint: 'f1', status: 'firing', text: '5xx' }] },
  ],
]

/** Events of every kind, at few times so that some coincide. */
const anEvent: fc.Arbitrary<IncidentEvent> = fc
  .tuple(fc.constantFrom(...parts.map(([event]) => event)), fc.nat(5), fc.nat(40), fc.constantFrom(maria, alertmanager))
  .map(([event, minute, id, by]) => ({ ...event, id: `e${id}-${event.kind}-${minute}`, at: at(minute), by }))
const someEvents = fc.uniqueArray(anEvent, { selector: ({ id }) => id, maxLength: 30 })
const applyAll = (events: readonly IncidentEvent[]) => events.reduce(apply, fresh)

describe('apply()', () => {
  it.each(parts.map(([event, part]) => [event.kind, event, part] as const))('%s', (_, event, part) => {
    expect(apply(fresh, event)).toEqual({ ...fresh, ...part })
  })

  it('knows every kind of event', () => {
    const kinds = new Set<IncidentEventKind>(parts.map(([event]) => event.kind))
    expect(kinds.size).toBe(13)
  })

  it('gives the same incident in whatever order events arrive', () => {
    const shuffled = someEvents.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    )
    fc.assert(
      fc.property(shuffled, ([events, others]) => {
        expect(applyAll(others)).toEqual(applyAll(events))
      }),
    )
  })

  it('makes nothing of an event that comes again', () => {
    fc.assert(
      fc.property(someEvents, fc.nat(30), (events, nth) => {
        const incident = applyAll(events)
        expect(events.slice(nth).concat(events.slice(0, nth)).reduce(apply, incident)).toBe(incident)
      }),
    )
  })

  it('is resolved exactly when nobody reopened it later', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const turns = events.filter(({ kind }) => kind === 'incident:resolved' || kind === 'incident:reopened')
        const [last] = turns.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1))
        expect(applyAll(events).standing.status).toBe(last?.kind === 'incident:resolved' ? 'resolved' : 'open')
      }),
    )
  })

  it('does not reopen for an alert that fires again', () => {
    const resolved = apply(fresh, { kind: 'incident:resolved', id: 'e1', at: at(5), by: maria })
    const fired = { kind: 'incident:alerted', id: 'e2', at: at(6), by: alertmanager } as const
    expect(apply(resolved, { ...fired, fingerprint: 'f', status: 'firing', text: '5xx' }).standing.status).toBe(
      'resolved',
    )
  })
})
