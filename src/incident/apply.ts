import { renderActor } from './actor.ts'
import type { Alert, Incident, IncidentKey, Said, Stamp } from './incident.ts'
import type { EventOf, IncidentEvent } from './incident-event.ts'

/** The incident that its first event makes. */
export function openIncident(id: string, key: IncidentKey, event: EventOf<'incident:opened'>): Incident {
  const { team, service, channel } = key
  const opened = stampOf(event)
  return { id, team, service, channel, opened, standing: { ...opened, status: 'open' }, notes: [], alerts: [] }
}

/**
 * The incident after one more event. Events may come twice and in any order, the result is the same: each part is that
 * of the newest event that speaks of it. Gives back the incident itself where the event says nothing new.
 */
export function apply(incident: Incident, event: IncidentEvent): Incident {
  const stamp = stampOf(event)
  switch (event.kind) {
    case 'incident:opened':
      return incident
    case 'incident:checked':
      return newer(incident, 'checked', { ...stamp, runId: event.runId, condition: event.condition })
    case 'incident:changed':
    case 'incident:recovered':
    case 'incident:flapping':
      return newer(incident, 'said', { ...stamp, ...saidOf(event) })
    case 'incident:acknowledged':
      return newer(incident, 'acknowledged', stamp)
    case 'incident:noted':
      return withNote(incident, { ...stamp, text: event.text })
    case 'incident:assigned':
      return newer(incident, 'assigned', { ...stamp, to: event.to })
    case 'incident:muted':
      return newer(incident, 'muted', { ...stamp, until: event.until })
    case 'incident:unmuted':
      return newer(incident, 'muted', stamp)
    case 'incident:resolved': {
      const text = event.text === undefined ? {} : { text: event.text }
      return newer(incident, 'standing', { ...stamp, status: 'resolved', ...text })
    }
    case 'incident:reopened':
      return newer(incident, 'standing', { ...stamp, status: 'open' })
    case 'incident:alerted':
      return withAlert(incident, { ...stamp, fingerprint: event.fingerprint, status: event.status, text: event.text })
    default:
      return event satisfies never
  }
}

type Part = 'standing' | 'checked' | 'said' | 'acknowledged' | 'assigned' | 'muted'

function newer<K extends Part>(incident: Incident, part: K, value: NonNullable<Incident[K]>): Incident {
  const known: Stamp | undefined = incident[part]
  return known === undefined || isLater(value, known) ? { ...incident, [part]: value } : incident
}

function saidOf(event: EventOf<'incident:changed' | 'incident:recovered' | 'incident:flapping'>): Said {
  switch (event.kind) {
    case 'incident:changed':
      return { kind: 'changed', condition: event.condition, since: event.since }
    case 'incident:recovered':
      return { kind: 'recovered', badSince: event.badSince, goodSince: event.goodSince }
    case 'incident:flapping':
      return { kind: 'flapping', turns: event.turns, since: event.since }
    default:
      return event satisfies never
  }
}

function withNote(incident: Incident, note: Incident['notes'][number]): Incident {
  if (incident.notes.some(({ id }) => id === note.id)) return incident
  return { ...incident, notes: [...incident.notes, note].sort((a, b) => (isLater(a, b) ? 1 : -1)) }
}

function withAlert(incident: Incident, alert: Alert): Incident {
  const known = incident.alerts.find((other) => alertKey(other) === alertKey(alert))
  if (known && !isLater(alert, known)) return incident
  const others = incident.alerts.filter((other) => other !== known)
  return { ...incident, alerts: [...others, alert].sort((a, b) => (alertKey(a) < alertKey(b) ? -1 : 1)) }
}

function alertKey({ by, fingerprint }: Alert): string {
  return `${renderActor(by)} ${fingerprint}`
}

function isLater(a: Stamp, b: Stamp): boolean {
  const difference = Date.parse(a.at) - Date.parse(b.at)
  return difference === 0 ? a.id > b.id : difference > 0
}

function stampOf({ id, at, by }: IncidentEvent): Stamp {
  return { id, at, by }
}
