import { renderDuration } from '../lib/duration.ts'
import type { Reading } from '../probe/reading.ts'
import type { TimelineEntry } from './report.ts'

interface Moment {
  readonly at: string
  readonly place: string
  readonly text: string
  /** Something stopped serving then: the earliest of these is the first failure. */
  readonly isFailure?: boolean
}

/** What happened longer before the first failure explains nothing (one day). */
const windowMs = 24 * 3_600_000
/** More moments than these are noise: those nearest to the first failure are kept. */
const most = 30

/**
 * When things happened on the hosts, oldest first, each with its distance from the first failure, or from the run
 * when no failure has a time. Hosts' clocks are taken as they are.
 */
export function buildTimeline(readings: readonly Reading[], startedAt: string): readonly TimelineEntry[] {
  const moments = readings.flatMap(momentsOf).filter(({ at }) => Number.isFinite(Date.parse(at)))
  const failures = moments.filter((moment) => moment.isFailure).map(({ at }) => Date.parse(at))
  const origin = failures.length > 0 ? Math.min(...failures) : Date.parse(startedAt)
  const reference = failures.length > 0 ? 'the first failure' : 'the check'
  return foldRepeats(mergeAlike(moments))
    .filter(({ at }) => Math.abs(Date.parse(at) - origin) <= windowMs)
    .sort((a, b) => Math.abs(Date.parse(a.at) - origin) - Math.abs(Date.parse(b.at) - origin))
    .slice(0, most)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.text < b.text ? -1 : 1))
    .map(({ at, place, text }) => ({ at, place, text, distance: distanceOf(Date.parse(at) - origin, reference) }))
}

function distanceOf(ms: number, reference: string): string {
  if (Math.abs(ms) < 1000) return `at ${reference}`
  return `${renderDuration(Math.abs(ms))} ${ms < 0 ? 'before' : 'after'} ${reference}`
}

/** What happens again and again is told by its first and its last time. */
function foldRepeats(moments: readonly Moment[]): readonly Moment[] {
  return [...Map.groupBy(moments, ({ text }) => text).values()].flatMap((group) => {
    if (group.length < 3) return group
    const [first, ...rest] = group.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    const last = rest.at(-1)
    return first && last ? [first, { ...last, text: `${last.text}, ${group.length} times in all` }] : []
  })
}

/** The same thing at the same second on several hosts is one moment. */
function mergeAlike(moments: readonly Moment[]): readonly Moment[] {
  const groups = Map.groupBy(moments, ({ at, text }) => `${at.slice(0, 19)} ${text}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    const places = [...new Set(group.map(({ place }) => place))]
    const shown =
      places.length > 3 ? `${places.slice(0, 3).join(', ')} and ${places.length - 3} more` : places.join(', ')
    return first ? [{ ...first, place: shown, text: `${first.text} on ${shown}` }] : []
  })
}

function momentsOf(reading: Reading): readonly Moment[] {
  const { outcome, host: place } = reading
  if (outcome.kind !== 'seen') return []
  switch (reading.probe) {
    case 'units':
      return outcome.kind === 'seen' ? unitMoments(reading, place) : []
    case 'oom':
      return reading.outcome.kind === 'seen'
        ? reading.outcome.value.kills.map(({ at, process }) => ({
            at,
            place,
            text: `kernel killed ${process} for memory`,
          }))
        : []
    case 'release':
      return reading.outcome.kind === 'seen'
        ? [
            {
              at: reading.outcome.value.changedAt,
              place,
              text: `release ${reading.outcome.value.target ?? reading.outcome.value.path} went live`,
            },
          ]
        : []
    case 'config-files':
      return reading.outcome.kind === 'seen'
        ? reading.outcome.value.files.map(({ path, changedAt }) => ({ at: changedAt, place, text: `${path} changed` }))
        : []
    case 'balancer-servers':
      return serverMoments(reading, place)
    default:
      return []
  }
}

function unitMoments(reading: Reading<'units'>, place: string): readonly Moment[] {
  if (reading.outcome.kind !== 'seen') return []
  return reading.outcome.value.units.flatMap((unit): readonly Moment[] => {
    const started = unit.mainStartedAt ?? unit.activeSince
    const stopped = unit.mainExitedAt ?? unit.inactiveSince
    const isFailed = unit.activeState === 'failed' || unit.activeState === 'inactive'
    return [
      ...(started && !isFailed ? [{ at: started, place, text: `${unit.name} started` }] : []),
      ...(stopped && isFailed
        ? [{ at: stopped, place, text: `${unit.name} stopped (${unit.result})`, isFailure: true }]
        : []),
    ]
  })
}

function serverMoments(reading: Reading<'balancer-servers'>, place: string): readonly Moment[] {
  if (reading.outcome.kind !== 'seen') return []
  return reading.outcome.value.servers
    .filter((server) => server.status.startsWith('DOWN') || server.status.startsWith('MAINT'))
    .map((server) => ({
      at: new Date(Date.parse(reading.at) - server.secondsSinceChange * 1000).toISOString(),
      place,
      text: `server ${server.backend}/${server.name} ${server.status}`,
      isFailure: server.status.startsWith('DOWN'),
    }))
}
