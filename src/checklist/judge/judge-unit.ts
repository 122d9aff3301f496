import { counted } from '../../lib/counted.ts'
import { renderDuration } from '../../lib/duration.ts'
import type { Unit } from '../../probe/units.ts'
import type { Finding } from '../finding.ts'
import { ageMs } from '../read/age.ts'
import { describeExit } from '../read/describe-exit.ts'
import { healthOn } from '../read/health-on.ts'
import { bareUnitName, type UnitRole, unitRole } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { type Draft, makeFinding } from './make-finding.ts'
import { isMisnamed, isServingUsers, knownAside, misnamed } from './misnamed-unit.ts'

/** A process that lives shorter than this after automatic restarts is taken to be in a crash loop. */
const settledMs = 60_000
/** Automatic restarts, of a unit that runs and answers, that are more than an accident. systemd counts them anew after a restart by hand. */
const loopRestarts = 3

/** What systemd says of one unit. A unit that nobody configured is context, whatever its state. */
export function judgeUnit(view: View, look: Look<'units'>, unit: Unit): readonly Finding[] {
  const role = unitRole(view.service, look.host, unit)
  if (role === 'front' && (unit.loadState === 'not-found' || unit.loadState === '' || neverRan(unit))) return []
  if (isMisnamed(view, look, unit, role)) return [misnamed(look, unit, role)]
  const draft = draftOf(view, look, unit, role)
  const weight = role === 'front' && draft.weight !== 'clear' ? 'info' : draft.weight
  const facts = { ...draft.facts, unit: bareUnitName(unit.name), role, host: look.host }
  return [makeFinding('process', [look], { ...draft, weight, facts })]
}

/** Installed and never started since boot, on purpose: it passes nothing on, whatever its name. */
function neverRan(unit: Unit): boolean {
  const isWanted = unit.isConditionMet !== false && unit.unitFileState !== 'disabled'
  return unit.activeState === 'inactive' && unit.inactiveSince === undefined && !isWanted
}

function draftOf(view: View, look: Look<'units'>, unit: Unit, role: UnitRole): Draft {
  const name = bareUnitName(unit.name)
  const on = { place: look.host, name }
  if (unit.loadState === 'not-found') return gone(on, 'does not exist', knownAside(look, name))
  if (unit.loadState === 'masked') return masked(on, servingText(view, look.host, role))
  if (unit.activeState === 'failed') return failed(view, look, unit)
  if (unit.activeState === 'inactive' || unit.activeState === 'maintenance') return inactive(view, look, unit, role)
  if (unit.activeState === 'activating') return activating(view, look, unit)
  if (unit.activeState === 'deactivating' && !hasEndedWell(unit)) return looping(look.host, unit)
  if (unit.activeState === 'deactivating') {
    const text = `${name} is stopping on ${look.host}`
    return { id: 'unit-stopping', weight: 'warn', place: look.host, topic: `${name} is stopping`, text }
  }
  return active(view, look, unit)
}

/** What was seen to work although the unit does not run; empty when nothing was. */
function servingText(view: View, host: string, role: UnitRole): string {
  const question = 'is this the right unit?'
  if (role === 'app') return healthOn(view, host) === 'ok' ? `, yet the application answers there: ${question}` : ''
  return role === 'balancer' && isServingUsers(view) ? `, yet users are served: ${question}` : ''
}

function gone(on: { place: string; name: string }, how: string, aside: string): Draft {
  return {
    id: 'unit-missing',
    weight: 'fail',
    place: on.place,
    topic: `${on.name} ${how}`,
    text: `unit ${on.name} ${how} on ${on.place}${aside}`,
    facts: { how },
  }
}

/** A unit that may not run cannot be what serves; when the host does serve, the configuration names the wrong one. */
function masked(on: { place: string; name: string }, aside: string): Draft {
  return { ...gone(on, 'is masked', aside), weight: aside === '' ? 'fail' : 'warn' }
}

function failed(view: View, look: Look<'units'>, unit: Unit): Draft {
  const name = bareUnitName(unit.name)
  const exit = describeExit(unit)
  const since = sinceText(view, look.host, unit.inactiveSince ?? unit.stateChangedAt)
  const isOom = unit.result === 'oom-kill'
  return {
    id: isOom ? 'unit-killed-for-memory' : 'unit-failed',
    weight: 'fail',
    place: look.host,
    topic: `${name} failed${exit}`,
    text: `${name} is failed on ${look.host}${exit}${since}`,
    facts: { ...exitFacts(unit), ...sinceFacts(view, look.host, unit.inactiveSince ?? unit.stateChangedAt) },
  }
}

function inactive(view: View, look: Look<'units'>, unit: Unit, role: UnitRole): Draft {
  const name = bareUnitName(unit.name)
  const aside = servingText(view, look.host, role)
  const why = unit.isConditionMet === false ? ': its condition is not met' : ''
  const since = sinceText(view, look.host, unit.inactiveSince)
  return {
    id: 'unit-inactive',
    weight: aside === '' ? 'fail' : 'warn',
    place: look.host,
    topic: `${name} is not started${why}`,
    text: `${name} is not started on ${look.host}${why}${since}${aside}`,
    facts: { ...exitFacts(unit), ...sinceFacts(view, look.host, unit.inactiveSince) },
  }
}

function activating(view: View, look: Look<'units'>, unit: Unit): Draft {
  const name = bareUnitName(unit.name)
  if (unit.subState === 'auto-restart' || unit.subState === 'auto-restart-queued' || unit.restarts > 0) {
    return looping(look.host, unit)
  }
  const since = unit.stateChangedAt ?? unit.mainStartedAt
  return {
    id: 'unit-starting',
    weight: 'warn',
    place: look.host,
    topic: `${name} is starting`,
    text: `${name} is starting on ${look.host}${sinceText(view, look.host, since)}`,
    facts: sinceFacts(view, look.host, since),
  }
}

/** systemd has already noted how the main process ended while it still tidies up. */
function hasEndedWell(unit: Unit): boolean {
  return unit.result === 'success' || unit.result === ''
}

function looping(host: string, unit: Unit): Draft {
  const name = bareUnitName(unit.name)
  const exit = describeExit(unit)
  const isOom = unit.result === 'oom-kill'
  return {
    id: isOom ? 'unit-killed-for-memory' : 'unit-crash-looping',
    weight: 'fail',
    place: host,
    topic: `${name} crashes and restarts${isOom ? exit : ''}`,
    text: `${name} ${loopText(unit.restarts, `on ${host}${exit}`)}`,
    facts: { ...exitFacts(unit), exit: isOom ? '' : exit },
  }
}

function loopText(restarts: number, where: string): string {
  if (restarts === 0) return `crashed ${where}, not restarted yet`
  return `crashes and is restarted over and over ${where}, ${counted(restarts, 'restart')} so far`
}

function active(view: View, look: Look<'units'>, unit: Unit): Draft {
  const name = bareUnitName(unit.name)
  const since = unit.mainStartedAt ?? unit.activeSince
  const age = ageMs(view, look.host, since)
  const facts = { ...sinceFacts(view, look.host, since), restarts: unit.restarts }
  const isFresh = age !== undefined && age < settledMs
  if (unit.restarts > 0 && isFresh && healthOn(view, look.host) === 'bad') return looping(look.host, unit)
  if (unit.restarts >= loopRestarts && isFresh) {
    const text = `${name} on ${look.host} was restarted ${unit.restarts} times, last ${renderDuration(age)} ago`
    return { id: 'unit-restarting', weight: 'warn', place: look.host, topic: `${name} was restarted`, text, facts }
  }
  const text = `${name} is active on ${look.host}${age === undefined ? '' : ` since ${renderDuration(age)}`}`
  return { id: 'unit-active', weight: 'clear', place: look.host, topic: `${name} active`, text, facts }
}

function exitFacts(unit: Unit): Record<string, string | number> {
  return { result: unit.result, restarts: unit.restarts, exitStatus: unit.exitStatus ?? 0 }
}

function sinceText(view: View, host: string, since: string | undefined): string {
  const age = ageMs(view, host, since)
  return age === undefined ? '' : `, since ${renderDuration(age)}`
}

function sinceFacts(view: View, host: string, since: string | undefined): Record<string, number> {
  const age = ageMs(view, host, since)
  return age === undefined ? {} : { sinceSeconds: Math.round(age / 1000) }
}
