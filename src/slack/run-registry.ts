import type { Report } from '../report/report.ts'
import type { RunFollower } from './follow-run.ts'
import type { AskedRun } from './scope.ts'

/** A run that this process started, live or finished. */
export interface KnownRun extends Omit<AskedRun, 'threadTs'> {
  readonly startedAtMs: number
  readonly follower: RunFollower
  readonly abort: AbortController
  /** Known once the root message is there. */
  threadTs?: string
  report?: Report
}

/** The runs of this process, newest last; finished ones are forgotten oldest first. A store will keep them over restarts. */
export class RunRegistry {
  readonly #runs = new Map<string, KnownRun>()
  readonly #unfinished = new Set<Promise<unknown>>()
  readonly #mutedUntil = new Map<string, { readonly untilMs: number; readonly threadTs: string }>()
  readonly #limit: number

  constructor(limit = 500) {
    this.#limit = limit
  }

  /** `done` settles when nothing of the run is left to deliver. */
  add(run: KnownRun, done: Promise<unknown>): void {
    this.#runs.set(run.runId, run)
    const settled: Promise<unknown> = done.finally(() => this.#unfinished.delete(settled))
    this.#unfinished.add(settled)
    for (const known of this.#runs.values()) {
      if (this.#runs.size <= this.#limit) break
      if (known.report) this.#runs.delete(known.runId)
    }
  }

  get(runId: string): KnownRun | undefined {
    return this.#runs.get(runId)
  }

  live(): readonly KnownRun[] {
    return [...this.#runs.values()].filter((run) => !run.report && !run.abort.signal.aborted)
  }

  /** Settles when every run so far has delivered what it has to deliver. */
  async allDone(): Promise<void> {
    await Promise.allSettled(this.#unfinished)
  }

  /** The newest run whose messages are in this thread. */
  inThread(channel: string, threadTs: string): KnownRun | undefined {
    return [...this.#runs.values()].findLast((run) => run.channel === channel && run.threadTs === threadTs)
  }

  /** From now until `untilMs`, checks of this service in this channel go into one thread and post nothing into the channel. */
  mute(of: { channel: string; service: string }, until: { untilMs: number; threadTs: string }): void {
    this.#mutedUntil.set(`${of.channel} ${of.service}`, until)
  }

  /** The thread that takes the checks of a muted service; undefined when it is not muted. */
  mutedThread(of: { channel: string; service: string }, nowMs: number): string | undefined {
    const muted = this.#mutedUntil.get(`${of.channel} ${of.service}`)
    return muted && muted.untilMs > nowMs ? muted.threadTs : undefined
  }
}
