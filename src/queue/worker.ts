import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { findStopped, finishRun } from '../store/advance-runs.ts'
import { beat, claimRun, type Fence, FenceLostError, releaseClaim } from '../store/claims.ts'
import type { Executor } from '../store/executor.ts'
import type { Store } from '../store/open-store.ts'
import type { RunResult } from '../store/stored-run.ts'
import { type FetchedJob, openQueue, type RunQueue } from './open-queue.ts'
import { showPresence } from './presence.ts'
import { repeat } from './repeat.ts'
import type { RunAttempt, RunHandler } from './run-handler.ts'
import { RunInterrupted } from './run-interrupted.ts'
import { giveBackOrphans, isAlone, takeFromDead } from './take-from-dead.ts'

export interface WorkOptions {
  readonly handle: RunHandler
  /** Runs at a time in this process. */
  readonly concurrency: number
  /** What went wrong; work goes on. */
  readonly onError: (error: Error) => void
}

export interface Worker {
  /** Looks for work now: something was enqueued in this process. */
  wake(): void
  /** Takes no more, lets runs end within `graceMs`, then hands the rest over. */
  stop(options: { readonly graceMs: number }): Promise<void>
}

/** Looks for work this often; with the heartbeat and its supervision that keeps a take-over below 12 s. */
const pollMs = 500
const beatMs = 1000
/** After this many attempts the run itself is to blame. */
const mostAttempts = 10
/** Before a run that failed is handed to the next attempt: this long per attempt so far. */
const failedMs = 500

interface LiveRun {
  readonly job: FetchedJob
  readonly fence: Fence
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** Works on the store's queue until stopped. */
export async function startWorker(store: Store, options: WorkOptions): Promise<Worker> {
  const { concurrency, onError } = options
  const worker = `${hostname()}/${process.pid}/${randomUUID()}`
  const queue = await openQueue(store, { isToSupervise: true, onError })
  const presence = await showPresence(store, worker)
  const live = new Map<string, LiveRun>()
  const context = { store, queue, worker, live, options }
  if (isAlone(store)) await giveBackOrphans(context)

  const fetching = repeat(pollMs, onError, async () => {
    const free = concurrency - live.size
    if (free <= 0) return
    for (const job of await queue.fetch(free)) await begin(context, job)
  })
  const beating = repeat(beatMs, onError, () => beatAll(context))
  const sweeping = isAlone(store) ? undefined : repeat(beatMs, onError, () => takeFromDead(context))
  return {
    wake: () => fetching.wake(),
    stop: async ({ graceMs }) => {
      await fetching.stop()
      await Promise.race([allDone(live), setTimeout(graceMs, undefined, { ref: false })])
      for (const { abort } of live.values()) abort.abort(new RunInterrupted('shutdown'))
      await allDone(live)
      await Promise.all([beating.stop(), sweeping?.stop()])
      await presence.close()
      await queue.close()
    },
  }
}

interface Context {
  readonly store: Store
  readonly queue: RunQueue
  readonly worker: string
  readonly live: Map<string, LiveRun>
  readonly options: WorkOptions
}

async function allDone(live: ReadonlyMap<string, LiveRun>): Promise<void> {
  await Promise.all([...live.values()].map(({ done }) => done))
}

/** Claims a fetched run and begins it; of one that is over, the job is done with, and the next of its service gets its turn. */
async function begin(context: Context, job: FetchedJob): Promise<void> {
  const { store, queue, worker, live } = context
  const fence = await store.write(async (tx) => {
    const claimed = await claimRun(tx, { ...job.run, worker, job })
    if (claimed) return claimed
    await queue.complete(tx, job)
    await queue.enqueueWaiting(tx, job.run)
    return undefined
  })
  if (!fence) return
  if (fence.attempt > mostAttempts) {
    // Not even the attempt that was to tell people so has ended.
    const result = { status: 'failed', at: new Date().toISOString() } as const
    await endRun(context, { job, fence, result, work: undefined })
    return
  }
  const abort = new AbortController()
  const done = attempt(context, { job, fence, abort }).finally(() => live.delete(fence.token))
  live.set(fence.token, { job, fence, abort, done })
}

/** Never rejects. */
async function attempt(context: Context, { job, fence, abort }: Omit<LiveRun, 'done'>): Promise<void> {
  const { handle, onError } = context.options
  let isFinished = false
  const finish: RunAttempt['finish'] = async (result, work) => {
    await endRun(context, { job, fence, result, work })
    isFinished = true
  }
  const isLast = fence.attempt >= mostAttempts
  try {
    await handle({ ...job.run, attempt: fence.attempt, isLast }, { signal: abort.signal, fence, finish })
    if (!isFinished) throw new Error(`Run ${fence.runId} ended without a result`)
  } catch (error) {
    const isExpected = abort.signal.aborted || error instanceof FenceLostError
    if (!isExpected) onError(error instanceof Error ? error : new Error(String(error)))
    if (isFinished) return
    if (!isExpected) await sleep(failedMs * fence.attempt, abort.signal)
    const at = new Date().toISOString()
    const status = isStopped(abort.signal) ? 'stopped' : 'failed'
    const settle = isLast || status === 'stopped' ? finish({ status, at }) : handOver(context, { job, fence })
    await settle.catch((failure) => failure instanceof FenceLostError || onError(failure))
  }
}

function isStopped({ reason }: AbortSignal): boolean {
  return reason instanceof RunInterrupted && reason.why === 'stopped'
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {})
}

async function endRun(
  { store, queue }: Context,
  run: {
    readonly job: FetchedJob
    readonly fence: Fence
    readonly result: RunResult
    readonly work: ((tx: Executor) => Promise<void>) | undefined
  },
): Promise<void> {
  await store.write(async (tx) => {
    await finishRun(tx, run.fence, run.result)
    await run.work?.(tx)
    await queue.complete(tx, run.job)
    await queue.enqueueWaiting(tx, run.job.run)
  })
}

/** Gives claim and job back, for the next worker to take at once. */
async function handOver({ store, queue }: Context, { job, fence }: Pick<LiveRun, 'job' | 'fence'>): Promise<void> {
  await store.write(async (tx) => {
    if (await releaseClaim(tx, fence)) await queue.giveBack(tx, job)
  })
}

/** Says that all live runs are alive, and aborts those that were taken over or are to stop. */
async function beatAll({ store, queue, live }: Context): Promise<void> {
  const runs = [...live.values()]
  if (runs.length === 0) return
  const fences = runs.map(({ fence }) => fence)
  const { lost, stopped } = await store.write(async (tx) => {
    const lost = await beat(tx, fences)
    await queue.touch(
      tx,
      runs.filter(({ fence }) => !lost.includes(fence)).map(({ job }) => job),
    )
    return { lost, stopped: await findStopped(tx, fences) }
  })
  for (const { token } of lost) live.get(token)?.abort.abort(new RunInterrupted('fenced'))
  for (const { token, by } of stopped) live.get(token)?.abort.abort(new RunInterrupted('stopped', by))
}
