import type { Observation } from '../checklist/observation.ts'
import { type StepId, stepIds } from '../checklist/step.ts'
import { renderDuration } from '../lib/duration.ts'
import type { Reading } from '../probe/reading.ts'
import type { Unseen } from '../probe/unseen.ts'
import { createObservationTracker } from './create-observation-tracker.ts'
import type { TakeOptions } from './take-options.ts'
import { takeReadings } from './take-readings.ts'
import { unseenReading } from './unseen-reading.ts'

export interface ChecklistOptions extends Omit<TakeOptions, 'onReading'> {
  readonly plan: readonly Observation[]
  /** What the readings so far make worth asking as well; planned again as more come in. */
  readonly followUps: (readings: readonly Reading[]) => readonly Observation[]
  /** Whether an observation that is still open may yet lead to a follow-up of the step. */
  readonly mayGrow: (step: StepId, open: Observation) => boolean
  /** The whole run's limit. */
  readonly timeoutMs: number
  readonly onProgress: (step: StepId, progress: { readonly done: number; readonly planned: number }) => void
  /** Steps that have all their readings, each step once. */
  readonly onSettled: (steps: readonly StepId[], readings: readonly Reading[]) => void
}

/** Following up costs a look at all readings: at most this share of the time is spent on it (1/6). */
const followUpPause = 5

/**
 * Makes all planned observations and their follow-ups until none is open, the limit is over or the signal aborts, and
 * resolves with one reading for each; what did not come in is `unseen`. Never rejects for what the effect does.
 */
export function runChecklist(options: ChecklistOptions): Promise<readonly Reading[]> {
  return new Promise((resolve, reject) => {
    const startedAt = options.now()
    const tracker = createObservationTracker()
    const stop = new AbortController()
    const unsettled = new Set<StepId>(stepIds)
    let timer: NodeJS.Timeout | undefined
    let costMs = 0

    const receive = (observation: Observation, reading: Reading): void => {
      if (stop.signal.aborted || !tracker.settle(observation, reading)) return
      for (const step of tracker.stepsOf(observation)) options.onProgress(step, tracker.progress(step))
      if (tracker.openCount() === 0) clearTimeout(timer)
      if (tracker.openCount() === 0) timer = setTimeout(guarded(advance), 0)
      else timer ??= setTimeout(guarded(advance), costMs * followUpPause)
    }
    const start = takeReadings({ ...options, signal: stop.signal, onReading: receive })

    const advance = (): void => {
      timer = undefined
      const from = options.now()
      const fresh = tracker.plan(options.followUps(tracker.readings()))
      costMs = options.now() - from
      start(fresh)
      settleSteps()
      if (tracker.openCount() === 0) finish()
    }
    const settleSteps = (): void => {
      const open = tracker.open()
      const ready = [...unsettled].filter((step) => {
        const { done, planned } = tracker.progress(step)
        return done === planned && !open.some((observation) => options.mayGrow(step, observation))
      })
      for (const step of ready) unsettled.delete(step)
      if (ready.length > 0) options.onSettled(ready, tracker.readings())
    }
    const giveUp = (unseen: Unseen): void => {
      const taken = { at: new Date(options.now()).toISOString(), durationMs: options.now() - startedAt }
      for (const observation of tracker.open()) tracker.settle(observation, unseenReading(observation, unseen, taken))
      finish()
    }
    const end = (): void => {
      clearTimeout(timer)
      clearTimeout(limit)
      options.signal.removeEventListener('abort', abort)
      stop.abort()
    }
    const finish = (): void => {
      end()
      resolve(tracker.readings())
    }
    const guarded = (step: () => void) => () => {
      try {
        step()
      } catch (error) {
        end()
        reject(error)
      }
    }
    const abort = (): void => giveUp(abortedUnseen(options.now() - startedAt))
    const limit = setTimeout(() => giveUp(limitUnseen(options.timeoutMs)), options.timeoutMs)
    options.signal.addEventListener('abort', abort, { once: true })

    tracker.plan(options.plan)
    guarded(() => {
      if (options.signal.aborted) return abort()
      start(tracker.open())
      advance()
    })()
  })
}

function limitUnseen(timeoutMs: number): Unseen {
  const limit = renderDuration(timeoutMs)
  return {
    kind: 'unseen',
    reason: 'timed-out',
    detail: `no answer within the run's limit of ${limit}`,
    fix: 'a longer --timeout',
  }
}

function abortedUnseen(afterMs: number): Unseen {
  return { kind: 'unseen', reason: 'aborted', detail: `the run was stopped after ${renderDuration(afterMs)}` }
}
