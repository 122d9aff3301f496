import type { Incident, Said } from '../incident/incident.ts'
import type { Memory, RememberedRun } from '../incident/memory.ts'
import { AppError } from '../lib/app-error.ts'
import { cleanText } from '../lib/clean-text.ts'
import { counted } from '../lib/counted.ts'
import { masked } from '../lib/masked.ts'
import { renderIncidentMarkdown } from '../report/render-incident.ts'
import type { CliWorld } from './cli-world.ts'

/** `503 history`: the runs of a service, newest first. */
export async function historyCommand(service: string, flags: { limit: string }, world: CliWorld): Promise<number> {
  const limit = readLimit(flags.limit)
  const runs = await withMemory(world, (memory) => memory.history({ service, limit }))
  await world.stderr.write(masked`${counted(runs.length, 'run')} of ${service}\n`)
  await world.stdout.write(runs.map((run) => `${cleanText(runLine(run))}\n`).join(''))
  return 0
}

/** `503 status`: the open incidents, newest first. */
export async function statusCommand(world: CliWorld): Promise<number> {
  const incidents = await withMemory(world, (memory) => memory.openIncidents({ limit: 200 }))
  await world.stderr.write(`${counted(incidents.length, 'open incident')}\n`)
  await world.stdout.write(incidents.map((incident) => `${cleanText(incidentLine(incident))}\n`).join(''))
  return 0
}

/** `503 export`: all that is remembered of an incident. */
export async function exportCommand(
  incidentId: string,
  { format }: { format: 'json' | 'markdown' },
  world: CliWorld,
): Promise<number> {
  const found = await withMemory(world, (memory) => memory.findIncident({ incidentId }))
  if (!found)
    throw new AppError('INCIDENT_UNKNOWN', masked`Cannot export "${incidentId}": the store has no such incident`, {
      hint: '503 status lists the open ones.',
    })
  await world.stdout.write(format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : renderIncidentMarkdown(found))
  return 0
}

/** `503 store migrate`: brings the store to this release. */
export async function storeMigrateCommand({ grant }: { grant?: string }, world: CliWorld): Promise<number> {
  const applied = await world.migrateStore({ grantTo: grant })
  if (applied === undefined) throw notConfigured()
  const what = applied.length === 0 ? 'The store is up to date' : `The store was migrated: ${applied.join(', ')}`
  await world.stdout.write(`${what}\n`)
  return 0
}

async function withMemory<T>(world: CliWorld, ask: (memory: Memory) => Promise<T>): Promise<T> {
  const memory = await world.openMemory()
  if (!memory) throw notConfigured()
  try {
    return await ask(memory)
  } finally {
    await memory.close()
  }
}

function notConfigured(): AppError {
  return new AppError('STORE_UNUSABLE', 'Cannot look into the store: none is configured', {
    hint: 'Set DATABASE_URL to a PostgreSQL, or SLASH503_STORE to a folder (docs/store.md).',
  })
}

function readLimit(text: string): number {
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new AppError('USAGE', masked`Cannot use "${text}" as --limit: expected a whole number from 1 to 1000`)
}

function runLine({ requestedAt, status, outcome, headline, requestedBy, runId }: RememberedRun): string {
  const what = headline ?? (status === 'finished' ? (outcome ?? status) : status)
  return `${requestedAt.slice(0, 19)}Z  ${what}  (${requestedBy}, run ${runId})`
}

function incidentLine({ opened, service, channel, team, said, acknowledged, assigned, id }: Incident): string {
  const state = said ? describeSaid(said) : 'opened'
  const who = assigned ?? acknowledged
  const taken = who ? `, ${assigned ? 'assigned' : 'acknowledged'}` : ''
  return `${opened.at.slice(0, 19)}Z  ${service}  ${state}${taken}  (${team}/${channel}, incident ${id})`
}

function describeSaid(said: Said): string {
  switch (said.kind) {
    case 'changed':
      return `${said.condition.outcome} since ${said.since.slice(0, 19)}Z`
    case 'recovered':
      return `recovered at ${said.goodSince.slice(0, 19)}Z`
    case 'flapping':
      return `flapping since ${said.since.slice(0, 19)}Z`
    default:
      return said satisfies never
  }
}
