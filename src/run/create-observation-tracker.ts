import type { Observation } from '../checklist/observation.ts'
import type { StepId } from '../checklist/step.ts'
import { type Reading, readingKey } from '../probe/reading.ts'

/** Who has been asked what, and what has come back: the book-keeping of one run. */
export interface ObservationTracker {
  /** Enters observations and returns those that nobody planned before: the ones to make. */
  plan(observations: readonly Observation[]): readonly Observation[]
  /** Enters a reading; false when the observation already has one, and the reading is dropped. */
  settle(observation: Observation, reading: Reading): boolean
  /** Observations without a reading. */
  open(): readonly Observation[]
  openCount(): number
  readings(): readonly Reading[]
  progress(step: StepId): { readonly done: number; readonly planned: number }
  /** Steps that planned this observation. */
  stepsOf(observation: Observation): readonly StepId[]
}

interface Entry {
  readonly observation: Observation
  readonly steps: Set<StepId>
  reading?: Reading
}

/** An empty tracker. One observation planned for two steps is made once and counts for both. */
export function createObservationTracker(): ObservationTracker {
  const entries = new Map<string, Entry>()
  const readings: Reading[] = []
  const counts = new Map<StepId, { done: number; planned: number }>()
  const countOf = (step: StepId) => {
    const count = counts.get(step) ?? { done: 0, planned: 0 }
    counts.set(step, count)
    return count
  }
  const enter = (observation: Observation): boolean => {
    const key = readingKey(observation)
    const known = entries.get(key)
    if (known?.steps.has(observation.step)) return false
    const count = countOf(observation.step)
    count.planned++
    if (known?.reading) count.done++
    if (known) known.steps.add(observation.step)
    else entries.set(key, { observation, steps: new Set([observation.step]) })
    return known === undefined
  }

  return {
    plan: (observations) => observations.filter(enter),
    settle: (observation, reading) => {
      const entry = entries.get(readingKey(observation))
      if (!entry || entry.reading) return false
      entry.reading = reading
      readings.push(reading)
      for (const step of entry.steps) countOf(step).done++
      return true
    },
    open: () => [...entries.values()].filter((entry) => !entry.reading).map((entry) => entry.observation),
    openCount: () => entries.size - readings.length,
    readings: () => readings,
    progress: (step) => ({ ...countOf(step) }),
    stepsOf: (observation) => [...(entries.get(readingKey(observation))?.steps ?? [])],
  }
}
