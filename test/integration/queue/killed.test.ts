import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openQueue } from '../../../src/queue/open-queue.ts'
import { askForRun } from '../../../src/store/ask-for-run.ts'
import { findRun } from '../../../src/store/find-runs.ts'
import { openStore } from '../../../src/store/open-store.ts'
import type { StorePlace } from '../../../src/store/store-place.ts'
import { type Stores, startServerStores, storeKinds } from '../../support/stores.ts'

const team = 'T1'
const script = new URL('../../support/queue-worker.ts', import.meta.url).pathname

/** What a worker said, each line with the time it was read. */
interface Line {
  readonly text: string
  readonly atMs: number
}

interface Child {
  readonly says: (pattern: RegExp, withinMs: number) => Promise<Line>
  readonly lines: readonly Line[]
  readonly signal: (signal: NodeJS.Signals) => Promise<void>
}

const children: Child[] = []
afterEach(async () => {
  for (const child of children.splice(0)) await child.signal('SIGKILL')
})

function startChild(place: StorePlace, runMs: number): Child {
  const child = spawn(process.execPath, [script, JSON.stringify(place), String(runMs)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: Line[] = []
  const keep = (chunk: Buffer) => {
    for (const text of chunk.toString().split('\n')) if (text !== '') lines.push({ text, atMs: Date.now() })
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const says = async (pattern: RegExp, withinMs: number) => {
    for (const endsAt = Date.now() + withinMs; Date.now() < endsAt; await setTimeout(20)) {
      const line = lines.find(({ text }) => pattern.test(text))
      if (line) return line
    }
    throw new Error(`no ${pattern} within ${withinMs} ms:\n${lines.map(({ text }) => text).join('\n')}`)
  }
  const signal = async (name: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = name === 'SIGKILL' || name === 'SIGTERM' ? once(child, 'exit') : undefined
    child.kill(name)
    await ended
  }
  const started = { says, lines, signal }
  children.push(started)
  return started
}

async function enqueue(place: StorePlace, runId: string): Promise<void> {
  const store = await openStore(place, { isToMigrate: true })
  const queue = await openQueue(store, { isToMigrate: true, onError: () => {} })
  await store.write(async (tx) => {
    const by = { kind: 'unix', user: 'ben' } as const
    const asking = { team, runId, service: runId, by, at: new Date().toISOString(), request: {} }
    const { run } = await askForRun(tx, asking)
    await queue.enqueue(tx, run)
  })
  await queue.close()
  await store.close()
}

async function statusOf(place: StorePlace, runId: string) {
  const store = await openStore(place)
  const run = await findRun(store.db, { team, runId })
  await store.close()
  return run?.status
}

describe.each(storeKinds)('a killed worker on %s', (_, start) => {
  let stores: Stores
  beforeAll(async () => {
    stores = await start()
  })
  afterAll(async () => stores?.stop())

  it('gives its run to the next process of the store within 3 s', async () => {
    const place = await stores.place()
    const runId = randomUUID()
    await enqueue(place, runId)
    const first = startChild(place, 60_000)
    await first.says(new RegExp(`started ${runId} 1`), 30_000)
    await first.signal('SIGKILL')
    const second = startChild(place, 10)
    const ready = await second.says(/^ready/, 30_000)
    const started = await second.says(new RegExp(`started ${runId} 2`), 20_000)
    expect(started.atMs - ready.atMs).toBeLessThan(3000)
    await second.says(new RegExp(`finished ${runId} 2`), 5000)
    await second.signal('SIGTERM')
    expect(await statusOf(place, runId)).toBe('finished')
  })
})

describe('workers on one PostgreSQL', () => {
  let stores: Stores
  beforeAll(async () => {
    stores = await startServerStores()
  })
  afterAll(async () => stores?.stop())

  it('take the run of a killed one over within 12 s', async () => {
    const place = await stores.place()
    const runId = randomUUID()
    await enqueue(place, runId)
    const first = startChild(place, 60_000)
    await first.says(new RegExp(`started ${runId} 1`), 30_000)
    const second = startChild(place, 10)
    await second.says(/^ready/, 30_000)
    const killedAtMs = Date.now()
    await first.signal('SIGKILL')
    const started = await second.says(new RegExp(`started ${runId} 2`), 20_000)
    expect(started.atMs - killedAtMs).toBeLessThan(12_000)
    await second.says(new RegExp(`finished ${runId} 2`), 5000)
  })

  it('go on when the database has cut every connection', async () => {
    const place = await stores.place()
    const runId = randomUUID()
    await enqueue(place, runId)
    const worker = startChild(place, 5000)
    await worker.says(new RegExp(`started ${runId} 1`), 30_000)
    const store = await openStore(place)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(store.db)
    await store.close()
    await worker.says(new RegExp(`finished ${runId} 1`), 20_000)
    expect(await statusOf(place, runId)).toBe('finished')
    const next = randomUUID()
    await enqueue(place, next)
    await worker.says(new RegExp(`started ${next} 1`), 10_000)
  })

  it('take the run of a stopped one over; woken, it writes nothing', async () => {
    const place = await stores.place()
    const runId = randomUUID()
    await enqueue(place, runId)
    const first = startChild(place, 60_000)
    await first.says(new RegExp(`started ${runId} 1`), 30_000)
    const second = startChild(place, 6000)
    await second.says(/^ready/, 30_000)
    const stoppedAtMs = Date.now()
    await first.signal('SIGSTOP')
    const started = await second.says(new RegExp(`started ${runId} 2`), 25_000)
    expect(started.atMs - stoppedAtMs).toBeLessThan(15_000)
    await first.signal('SIGCONT')
    await first.says(new RegExp(`refused ${runId} 1`), 10_000)
    await second.says(new RegExp(`finished ${runId} 2`), 15_000)
    expect(first.lines.some(({ text }) => text.startsWith('finished'))).toBe(false)
    expect(await statusOf(place, runId)).toBe('finished')
  })
})
