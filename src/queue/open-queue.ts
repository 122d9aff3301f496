import { PgBoss } from 'pg-boss'
import { masked } from '../lib/masked.ts'
import { promoteWaiting } from '../store/advance-runs.ts'
import type { ClaimedJob } from '../store/claims.ts'
import { type Executor, sqlExecutorOf } from '../store/executor.ts'
import type { Store } from '../store/open-store.ts'
import { StoreError } from '../store/store-error.ts'

/** The run that a job is for. */
export interface QueuedRun {
  readonly team: string
  readonly runId: string
  readonly service: string
}

/** A job as it was fetched: until it is given back or done, no other worker gets it. */
export interface FetchedJob extends ClaimedJob {
  readonly run: QueuedRun
}

/** The jobs of queued runs. What takes `tx` belongs to that transaction. */
export interface RunQueue {
  /** Enters the job of a run that became `queued`; once, however often. */
  enqueue(tx: Executor, run: QueuedRun): Promise<void>
  /** The run that waits behind the service's last one gets its turn. */
  enqueueWaiting(tx: Executor, of: { readonly team: string; readonly service: string }): Promise<void>
  fetch(limit: number): Promise<readonly FetchedJob[]>
  /** Says that jobs are still worked on. */
  touch(tx: Executor, jobs: readonly ClaimedJob[]): Promise<void>
  complete(tx: Executor, job: ClaimedJob): Promise<void>
  /** Another worker gets it, at once. */
  giveBack(tx: Executor, job: ClaimedJob): Promise<void>
  /** Jobs that were fetched and are not done. */
  active(): Promise<readonly ClaimedJob[]>
  close(): Promise<void>
}

/** The schema of pg-boss's own tables. */
export const queueSchema = 'slash503_queue'
const queueName = 'runs'
/** What pg-boss takes for a job that nobody touches, in seconds: 10 is the least it allows. */
const heartbeatSeconds = 10
/** It looks for such jobs this often, in seconds. */
const superviseSeconds = 1
const queueOptions = {
  // One job per run at most, queued or active; one run per service is the store's own rule.
  policy: 'exclusive' as const,
  heartbeatSeconds,
  // Attempts are counted and ended by the worker, which then tells people so.
  retryLimit: 1_000_000,
  retryDelay: 0,
  // A run is limited to 10 minutes itself.
  expireInSeconds: 3600,
  deleteAfterSeconds: 3600,
}

export interface OpenQueueOptions {
  /** Make or migrate the queue's tables first; an embedded store's always are. */
  readonly isToMigrate?: boolean
  /** Look for dead jobs, as every process that works does. */
  readonly isToSupervise?: boolean
  readonly onError: (error: Error) => void
}

/** Opens the queue on a store. */
export async function openQueue(store: Store, options: OpenQueueOptions): Promise<RunQueue> {
  const { isToMigrate = store.kind === 'embedded', isToSupervise = false, onError } = options
  const boss = new PgBoss({
    db: { executeSql: (text, values) => store.sql.executeSql(text, values) },
    schema: queueSchema,
    backend: store.kind === 'embedded' ? 'pglite' : 'postgres',
    migrate: isToMigrate,
    createSchema: isToMigrate,
    supervise: isToSupervise,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
  })
  boss.on('error', onError)
  try {
    await boss.start()
    if (isToMigrate) await boss.createQueue(queueName, queueOptions)
    // From here on the queue is known, and nothing is looked up in the middle of a transaction of ours.
    await boss.findJobs(queueName, { limit: 1 })
  } catch (error) {
    await boss.stop({ graceful: false, close: false })
    throw isToMigrate ? error : notMigrated(error)
  }
  return queueOf(boss, store)
}

function notMigrated(cause: unknown): StoreError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new StoreError('not-migrated', masked`Cannot use the queue of the store: ${why}`, {
    hint: 'Run 503 store migrate as the owner of the database, with --grant ROLE for a lesser role.',
    cause,
  })
}

function queueOf(boss: PgBoss, store: Store): RunQueue {
  const within = (tx: Executor) => ({ db: bossDb(tx) })
  const enqueue = async (tx: Executor, { team, runId, service }: QueuedRun) => {
    const singletonKey = JSON.stringify([team, runId])
    await boss.send(queueName, { team, runId, service }, { singletonKey, ...within(tx) })
  }
  return {
    enqueue,
    enqueueWaiting: async (tx, of) => {
      const next = await promoteWaiting(tx, of)
      if (next) await enqueue(tx, next)
    },
    fetch: async (limit) => {
      const jobs = await boss.fetch<QueuedRun>(queueName, { batchSize: limit })
      return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, run: data }))
    },
    touch: async (tx, jobs) => {
      if (jobs.length > 0) await boss.touch(queueName, [...jobs], within(tx))
    },
    complete: async (tx, job) => void (await boss.complete(queueName, job, null, within(tx))),
    giveBack: async (tx, job) => void (await boss.fail(queueName, job, null, within(tx))),
    active: async () => {
      const { rows } = await store.sql.executeSql(
        `select id, retry_count from ${queueSchema}.job where name = $1 and state = 'active'`,
        [queueName],
      )
      return rows.map((row) => ({ id: String(row['id']), retryCount: Number(row['retry_count']) }))
    },
    close: () => boss.stop({ graceful: false, close: false }),
  }
}

function bossDb(tx: Executor) {
  const { executeSql } = sqlExecutorOf(tx)
  return { executeSql: (text: string, values?: unknown[]) => executeSql(text, values) }
}
