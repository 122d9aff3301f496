import type { Fence } from '../store/claims.ts'
import type { Executor } from '../store/executor.ts'
import type { RunResult } from '../store/stored-run.ts'
import type { QueuedRun } from './open-queue.ts'

/** One attempt at a run. */
export interface RunJob extends QueuedRun {
  /** From 1; above 1 it goes on with what an earlier attempt began. */
  readonly attempt: number
  /** Attempts have failed too often: tell people, do not try again. */
  readonly isLast: boolean
}

export interface RunAttempt {
  /** Its reason is a `RunInterrupted`. */
  readonly signal: AbortSignal
  /** For `store.writeFenced`. */
  readonly fence: Fence
  /** Ends the run, and in the same transaction does `work`. Throws `FenceLostError`. */
  readonly finish: (result: RunResult, work?: (tx: Executor) => Promise<void>) => Promise<void>
}

/** Makes a run, or goes on with it, until it has called `finish`. Effects outside the store may be repeated by the next attempt. */
export type RunHandler = (job: RunJob, attempt: RunAttempt) => Promise<void>
