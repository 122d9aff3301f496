import { type Reading, readingKey } from '../../probe/reading.ts'
import type { Service } from '../../service/service.ts'
import type { Observation } from '../observation.ts'
import type { Plan } from '../plan.ts'
import { settleOwnTrouble } from '../read/own-trouble.ts'
import { settleStuckHosts } from '../read/stuck-hosts.ts'
import { planChecklist } from './plan-checklist.ts'
import { planFollowUps } from './plan-follow-ups.ts'

/** The plan of a run that took these readings, follow-ups included. The order of readings never matters. */
export function planRun(service: Service, taken: readonly Reading[]): Plan {
  const last = new Map([...taken].sort(byKeyThenContent).map((reading) => [readingKey(reading), reading]))
  const readings = settleStuckHosts(settleOwnTrouble([...last.values()]))
  return {
    observations: uniqueByKey([...planChecklist(service), ...planFollowUps(service, readings)]),
    readings: new Map(readings.map((reading) => [readingKey(reading), reading])),
  }
}

function uniqueByKey(observations: readonly Observation[]): ReadonlyMap<string, Observation> {
  const byKey = new Map<string, Observation>()
  for (const observation of observations) {
    const key = readingKey(observation)
    if (!byKey.has(key)) byKey.set(key, observation)
  }
  return new Map([...byKey].sort(([a], [b]) => compareText(a, b)))
}

/** Of two readings with one key the later counts; the rest of the order only makes it definite. */
function byKeyThenContent(a: Reading, b: Reading): number {
  return (
    compareText(readingKey(a), readingKey(b)) ||
    compareText(a.at, b.at) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
