import { counted } from '../../lib/counted.ts'
import { renderDuration } from '../../lib/duration.ts'
import type { Unit } from '../../probe/units.ts'
import type { Draft, Finding } from '../finding.ts'
import type { UnitRole } from '../process-facts.ts'
import { ageMs } from '../read/age.ts'
import { describeExit } from '../read/describe-exit.ts'
import { healthOn } from '../read/health-on.ts'
import { bareUnitName, unitRole } from '../read/unit-role.ts'
import type { Look, View } from '../read/view.ts'
import { makeFinding } from './make-finding.ts'
import { isMisnamed, isServingUsers, knownAside, misnamed } from './misnamed-unit.ts'

/** A process that lives shorter than this after automatic restarts is taken to be in a crash loop. */
const settledMs = 60_000
/** Automatic restarts, of a unit that runs and answers, that are more than an accident. systemd counts them anew after a restart by hand. */
const loopRestarts = 3

/** A unit as one host has it. */
interface Seen {
  readonly view: View
  readonly look: Look<'units'>
  readonly unit: Unit
  readonly role: UnitRole
}

/** What systemd says of one unit. A unit that nobody configured is context, whatever its state. */
export function judgeUnit(view: View, look: Look<'units'>, unit: Unit): readonly Finding[] {
  const role = unitRole(view.service, look.host, unit)
  if (role === 'local-proxy' && (unit.loadState === 'not-found' || unit.loadState === '' || neverRan(unit))) return []
  if (isMisnamed(view, look, unit, role)) return [misnamed(look, unit, role)]
  const draft = draftOf({ view, look, unit, role })
  const weight = role === 'local-proxy' && draft.weight !== 'clear' ? 'info' : draft.weight
  return [makeFinding('process', [look], { ...draft, weight })]
}

/** Installed and never started since boot, on purpose: it passes nothing on, whatever its name. */
function neverRan(unit: Unit): boolean {
  const isWanted = unit.isConditionMet !== false && unit.unitFileState !== 'disabled'
  return unit.activeState === 'inactive' && unit.inactiveSince === undefined && !isWanted
}

function draftOf(seen: Seen): UnitDraft {
  const { view, look, unit, role } = seen
  const name = bareUnitName(unit.name)
  if (unit.loadState === 'not-found') return gone(seen, 'does not exist', knownAside(look, name))
  if (unit.loadState === 'masked') return masked(seen, servingText(view, look.host, role))
  if (unit.activeState === 'failed') return failed(seen)
  if (unit.activeState === 'inactive' || unit.activeState === 'maintenance') return inactive(seen)
  if (unit.activeState === 'activating') return activating(seen)
  if (unit.activeState === 'deactivating' && !hasEndedWell(unit)) return looping(seen)
  if (unit.activeState === 'deactivating') {
    const text = `${name} is stopping on ${look.host}`
    return { ...about(seen), id: 'unit-stopping', weight: 'warn', topic: `${name} is stopping`, text }
  }
  return active(seen)
}

type UnitDraft = Draft<
  | 'unit-active'
  | 'unit-failed'
  | 'unit-inactive'
  | 'unit-missing'
  | 'unit-crash-looping'
  | 'unit-restarting'
  | 'unit-starting'
  | 'unit-stopping'
  | 'unit-killed-for-memory'
>

/** What every finding about a unit tells. */
function about({ look, unit, role }: Seen) {
  return { host: look.host, place: look.host, facts: { unit: bareUnitName(unit.name), role } }
}

/** What was seen to work although the unit does not run; empty when nothing was. */
function servingText(view: View, host: string, role: UnitRole): string {
  const question = 'is this the right unit?'
  if (role === 'app') return healthOn(view, host) === 'ok' ? `, yet the application answers there: ${question}` : ''
  return role === 'balancer' && isServingUsers(view) ? `, yet users are served: ${question}` : ''
}

function gone(seen: Seen, how: 'does not exist' | 'is masked', aside: string): Draft<'unit-missing'> {
  const on = about(seen)
  const { unit } = on.facts
  return {
    ...on,
    id: 'unit-missing',
    weight: 'fail',
    topic: `${unit} ${how}`,
    text: `unit ${unit} ${how} on ${on.place}${aside}`,
    facts: { ...on.facts, how },
  }
}

/** A unit that may not run cannot be what serves; when the host does serve, the configuration names the wrong one. */
function masked(seen: Seen, aside: string): Draft<'unit-missing'> {
  return { ...gone(seen, 'is masked', aside), weight: aside === '' ? 'fail' : 'warn' }
}

function failed(seen: Seen): UnitDraft {
  const { look, unit } = seen
  const on = about(seen)
  const name = on.facts.unit
  const exit = describeExit(unit)
  const since = ageOf(seen, unit.inactiveSince ?? unit.stateChangedAt)
  const isOom = unit.result === 'oom-kill'
  return {
    ...on,
    id: isOom ? 'unit-killed-for-memory' : 'unit-failed',
    weight: 'fail',
    topic: `${name} failed${exit}`,
    text: `${name} is failed on ${look.host}${exit}${forText(since)}`,
    facts: { ...on.facts, ...exitFacts(unit), ...sinceFacts(since) },
  }
}

function inactive(seen: Seen): UnitDraft {
  const { view, look, unit, role } = seen
  const on = about(seen)
  const name = on.facts.unit
  const aside = servingText(view, look.host, role)
  const why = unit.isConditionMet === false ? ': its condition is not met' : ''
  const since = ageOf(seen, unit.inactiveSince)
  return {
    ...on,
    id: 'unit-inactive',
    weight: aside === '' ? 'fail' : 'warn',
    topic: `${name} is not started${why}`,
    text: `${name} is not started on ${look.host}${why}${forText(since)}${aside}`,
    facts: { ...on.facts, ...exitFacts(unit), ...sinceFacts(since) },
  }
}

function activating(seen: Seen): UnitDraft {
  const { look, unit } = seen
  if (unit.subState === 'auto-restart' || unit.subState === 'auto-restart-queued' || unit.restarts > 0) {
    return looping(seen)
  }
  const on = about(seen)
  const name = on.facts.unit
  const since = ageOf(seen, unit.stateChangedAt ?? unit.mainStartedAt)
  return {
    ...on,
    id: 'unit-starting',
    weight: 'warn',
    topic: `${name} is starting`,
    text: `${name} is starting on ${look.host}${forText(since)}`,
    facts: { ...on.facts, ...sinceFacts(since) },
  }
}

/** systemd has already noted how the main process ended while it still tidies up. */
function hasEndedWell(unit: Unit): boolean {
  return unit.result === 'success' || unit.result === ''
}

function looping(seen: Seen): UnitDraft {
  const { look, unit } = seen
  const on = about(seen)
  const name = on.facts.unit
  const exit = describeExit(unit)
  const isOom = unit.result === 'oom-kill'
  return {
    ...on,
    id: isOom ? 'unit-killed-for-memory' : 'unit-crash-looping',
    weight: 'fail',
    topic: `${name} crashes and restarts${isOom ? exit : ''}`,
    text: `${name} ${loopText(unit.restarts, `on ${look.host}${exit}`)}`,
    facts: { ...on.facts, ...exitFacts(unit), exit: isOom ? '' : exit },
  }
}

function loopText(restarts: number, where: string): string {
  if (restarts === 0) return `crashed ${where}, not restarted yet`
  return `crashes and is restarted over and over ${where}, ${counted(restarts, 'restart')} so far`
}

function active(seen: Seen): UnitDraft {
  const { view, look, unit } = seen
  const on = about(seen)
  const name = on.facts.unit
  const age = ageOf(seen, unit.mainStartedAt ?? unit.activeSince)
  const facts = { ...on.facts, ...sinceFacts(age), restarts: unit.restarts }
  const isFresh = age !== undefined && age < settledMs
  if (unit.restarts > 0 && isFresh && healthOn(view, look.host) === 'bad') return looping(seen)
  if (unit.restarts >= loopRestarts && isFresh) {
    const text = `${name} on ${look.host} was restarted ${unit.restarts} times, last ${renderDuration(age)} ago`
    return { ...on, id: 'unit-restarting', weight: 'warn', topic: `${name} was restarted`, text, facts }
  }
  const text = `${name} is active on ${look.host}${age === undefined ? '' : ` for ${renderDuration(age)}`}`
  return { ...on, id: 'unit-active', weight: 'clear', topic: `${name} active`, text, facts }
}

function exitFacts(unit: Unit) {
  return { result: unit.result, restarts: unit.restarts, exitStatus: unit.exitStatus ?? 0 }
}

function ageOf({ view, look }: Seen, since: string | undefined): number | undefined {
  return ageMs(view, look.host, since)
}

function forText(age: number | undefined): string {
  return age === undefined ? '' : `, for ${renderDuration(age)}`
}

function sinceFacts(age: number | undefined): { readonly sinceSeconds?: number } {
  return age === undefined ? {} : { sinceSeconds: Math.round(age / 1000) }
}
