import { type Actor, renderActor } from '../incident/actor.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import type { RememberedIncident } from '../incident/memory.ts'
import { escapeMarkdown } from '../lib/escape-markdown.ts'

/** An incident for people: what is said of it, what happened when, and its runs. */
export function renderIncidentMarkdown({ incident, events, runs }: RememberedIncident): string {
  const { service, team, channel, id, opened, standing } = incident
  const end = standing.status === 'resolved' ? `, resolved ${standing.at} by ${who(standing.by)}` : ', open'
  return [
    `# ${escapeMarkdown(service)}, ${opened.at.slice(0, 10)}`,
    '',
    `Opened ${opened.at} by ${who(opened.by)}${end}. Incident ${escapeMarkdown(id)} in ${escapeMarkdown(`${team}/${channel}`)}.`,
    '',
    '## What happened',
    '',
    ...events.map((event) => `- ${event.at} ${escapeMarkdown(describeEvent(event))} (${who(event.by)})`),
    '',
    '## Runs',
    '',
    ...runs.map(
      (run) =>
        `- ${run.requestedAt} ${escapeMarkdown(run.headline ?? run.outcome ?? run.status)} (${escapeMarkdown(run.requestedBy)}, run ${escapeMarkdown(run.runId)})`,
    ),
    '',
  ].join('\n')
}

function who(actor: Actor): string {
  return escapeMarkdown(renderActor(actor))
}

function describeEvent(event: IncidentEvent): string {
  switch (event.kind) {
    case 'incident:opened':
    case 'incident:acknowledged':
    case 'incident:unmuted':
    case 'incident:reopened':
      return event.kind.slice('incident:'.length)
    case 'incident:checked':
      return `checked: ${describe(event.condition)} (run ${event.runId})`
    case 'incident:changed':
      return `changed: ${describe(event.condition)} since ${event.since}`
    case 'incident:recovered':
      return `recovered: was bad from ${event.badSince} to ${event.goodSince}`
    case 'incident:flapping':
      return `flapping since ${event.since}: ${event.turns} turns between good and bad`
    case 'incident:noted':
      return `noted: ${event.text}`
    case 'incident:assigned':
      return `assigned to ${renderActor(event.to)}`
    case 'incident:muted':
      return `muted until ${event.until}`
    case 'incident:resolved':
      return event.text === undefined ? 'resolved' : `resolved: ${event.text}`
    case 'incident:alerted':
      return `alert ${event.status}: ${event.text}`
    default:
      return event satisfies never
  }
}

function describe({ outcome, cause }: { readonly outcome: string; readonly cause?: string }): string {
  return cause === undefined ? outcome : `${outcome}, ${cause}`
}
