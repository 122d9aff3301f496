import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/incident/actor.ts'
import { openQueue, type RunQueue } from '../../../src/queue/open-queue.ts'
import type { RunAttempt, RunHandler, RunJob } from '../../../src/queue/run-handler.ts'
import type { RunInterrupted } from '../../../src/queue/run-interrupted.ts'
import { startWorker, type Worker } from '../../../src/queue/worker.ts'
import { requestStop, stopQueuedRun } from '../../../src/store/advance-runs.ts'
import { askForRun } from '../../../src/store/ask-for-run.ts'
import { FenceLostError } from '../../../src/store/claims.ts'
import { findRun } from '../../../src/store/find-runs.ts'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { seeOnce } from '../../../src/store/see-once.ts'
import { type Stores, storeKinds } from '../../support/stores.ts'

const ben: Actor = { kind: 'unix', user: 'ben' }
const team = 'T1'
const now = () => new Date().toISOString()
const healthy = () => ({ status: 'finished', at: now(), outcome: 'healthy' }) as const

describe.each(storeKinds)('the queue on %s', (_, start) => {
  let stores: Stores
  let store: Store
  let queue: RunQueue
  let worker: Worker | undefined
  const errors: string[] = []
  const onError = (error: Error) => void errors.push(error.message)
  beforeAll(async () => {
    stores = await start()
    store = await openStore(await stores.place(), { isToMigrate: true })
    queue = await openQueue(store, { isToMigrate: true, onError })
  })
  afterAll(async () => {
    await queue?.close()
    await store?.close()
    await stores?.stop()
  })
  beforeEach(() => void errors.splice(0))
  afterEach(async () => worker?.stop({ graceMs: 0 }))

  const ask = (runId: string, service: string, isAgain = false) =>
    store.write(async (tx) => {
      const asking = { team, runId, service, by: ben, at: now(), request: {} }
      const asked = await askForRun(tx, asking, { isAgain })
      if (asked.kind === 'queued') await queue.enqueue(tx, asked.run)
      return asked
    })
  const work = async (handle: RunHandler, concurrency = 4) => {
    worker = await startWorker(store, { handle, concurrency, onError })
  }
  const statusOf = async (runId: string) => (await findRun(store.db, { team, runId }))?.status
  const until = async (condition: () => boolean | Promise<boolean>) => {
    for (const endsAt = Date.now() + 20_000; !(await condition()); await setTimeout(20))
      if (Date.now() > endsAt) throw new Error(`It did not come to pass within 20 s: ${errors.join('; ')}`)
  }

  it('makes each run once, and does the last write together with its end', async () => {
    const made: string[] = []
    await work(async ({ runId }, { finish }) => {
      made.push(runId)
      await finish(healthy(), async (tx) => void (await seeOnce(tx, { team, key: runId, keepMs: 60_000 })))
    })
    await Promise.all(Array.from({ length: 10 }, (_, n) => ask(`once${n}`, `once${n}`)))
    worker?.wake()
    await until(async () => (await statusOf('once9')) === 'finished' && made.length === 10)
    await setTimeout(1200)
    expect(made.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `once${n}`))
    expect(await seeOnce(store.db, { team, key: 'once3', keepMs: 1 })).toBe(false)
    expect(errors).toEqual([])
  })

  it('enters no job when the transaction that records the run is undone', async () => {
    const broken = store.write(async (tx) => {
      const asking = { team, runId: 'undone', service: 'undone', by: ben, at: now(), request: {} }
      const { run } = await askForRun(tx, asking)
      await queue.enqueue(tx, run)
      throw new Error('stop')
    })
    await expect(broken).rejects.toThrow('stop')
    const made: string[] = []
    await work(async ({ runId }, { finish }) => {
      made.push(runId)
      await finish(healthy())
    })
    await ask('after', 'undone')
    await until(() => made.includes('after'))
    expect(made).toEqual(['after'])
  })

  it('makes the run that waits after the live one, not beside it', async () => {
    const log: string[] = []
    await work(async ({ runId }, { finish }) => {
      log.push(`begin ${runId}`)
      await setTimeout(300)
      log.push(`end ${runId}`)
      await finish(healthy())
    })
    await ask('first', 'turns')
    expect((await ask('second', 'turns', true)).kind).toBe('waiting')
    await until(() => log.length === 4)
    expect(log).toEqual(['begin first', 'end first', 'begin second', 'end second'])
  })

  it('passes over a run that was stopped before it began, and makes the one behind it', async () => {
    await ask('gone', 'stopped')
    await ask('behind', 'stopped', true)
    expect(await stopQueuedRun(store.db, { team, runId: 'gone', at: now() })).toBe(true)
    const made: string[] = []
    await work(async ({ runId }, { finish }) => {
      made.push(runId)
      await finish(healthy())
    })
    await until(async () => (await statusOf('behind')) === 'finished')
    expect(made).toEqual(['behind'])
  })

  it('tells a live run that somebody wants it stopped', async () => {
    await work(async (_, { signal, finish }) => {
      await setTimeout(30_000, undefined, { signal }).catch(() => {})
      const { why, by } = signal.reason as RunInterrupted
      await finish({ status: 'stopped', at: now(), headline: `${why} by ${by}` })
    })
    await ask('long', 'long')
    await until(async () => (await statusOf('long')) === 'running')
    expect(await requestStop(store.db, { team, runId: 'long', by: ben })).toBe(true)
    await until(async () => (await statusOf('long')) === 'stopped')
    expect(await findRun(store.db, { team, runId: 'long' })).toMatchObject({ headline: 'stopped by unix:ben' })
    expect(await requestStop(store.db, { team, runId: 'long', by: ben })).toBe(false)
  })

  it('does not try a stopped run again, whatever becomes of its handler', async () => {
    const attempts: number[] = []
    await work(async ({ attempt }, { signal }) => {
      attempts.push(attempt)
      await setTimeout(30_000, undefined, { signal })
    })
    await ask('thrown', 'thrown')
    await until(async () => (await statusOf('thrown')) === 'running')
    await requestStop(store.db, { team, runId: 'thrown', by: ben })
    await until(async () => (await statusOf('thrown')) === 'stopped')
    expect(attempts).toEqual([1])
    expect(errors).toEqual([])
  })

  it('tries a run that failed again, with another attempt', async () => {
    const attempts: number[] = []
    await work(async ({ attempt }, { finish }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error(`attempt ${attempt} failed`)
      await finish(healthy())
    })
    await ask('retry', 'retry')
    await until(async () => (await statusOf('retry')) === 'finished')
    expect(attempts).toEqual([1, 2, 3])
    expect(errors).toEqual(['attempt 1 failed', 'attempt 2 failed'])
  })

  it('hands over what does not end in time, and the next worker goes on', async () => {
    const seen: (readonly [RunJob, RunAttempt])[] = []
    const handle: RunHandler = async (job, attempt) => {
      seen.push([job, attempt])
      if (job.attempt === 1) await setTimeout(30_000, undefined, { signal: attempt.signal })
      await attempt.finish(healthy())
    }
    await work(handle)
    await ask('over', 'over')
    await until(() => seen.length === 1)
    await worker?.stop({ graceMs: 50 })
    expect(await statusOf('over')).toBe('running')
    const began = Date.now()
    await work(handle)
    await until(async () => (await statusOf('over')) === 'finished')
    expect(Date.now() - began).toBeLessThan(5000)
    const [[, first] = [], [second] = []] = seen
    expect(first?.signal.reason).toMatchObject({ why: 'shutdown' })
    expect(second?.attempt).toBe(2)
    await expect(first?.finish(healthy())).rejects.toThrow(FenceLostError)
  })
})
