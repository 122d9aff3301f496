import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Memory } from '../../../src/incident/memory.ts'
import { migrateStore, openMemory } from '../../../src/open-memory.ts'
import { askForRun } from '../../../src/store/ask-for-run.ts'
import { openOrJoin } from '../../../src/store/incidents.ts'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { remoteMemory, serveMemory } from '../../../src/store/remote-memory.ts'
import { storeMemory } from '../../../src/store/store-memory.ts'
import type { StorePlace } from '../../../src/store/store-place.ts'
import { startCommand } from '../../support/command.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { type Stores, storeKinds } from '../../support/stores.ts'

const by = { kind: 'unix', user: 'ben' } as const
const at = (minute: number) => new Date(Date.UTC(2026, 10, 12, 4, minute)).toISOString()
const [report] = Object.values(sampleReports)

describe.each(storeKinds)('the memory of %s', (kind, start) => {
  let stores: Stores
  let place: StorePlace
  let store: Store
  const memories: Memory[] = []
  beforeAll(async () => {
    stores = await start()
    place = await stores.place()
    store = await openStore(place, { isToMigrate: true })
    memories.push(storeMemory(store))
    if (!store.held) return
    serveMemory(store.held, storeMemory(store))
    memories.push(await openMemory(place))
  })
  afterAll(async () => {
    await store?.close()
    await stores?.stop()
  })

  it('is open to this process, and through it to others where they may not open it', () => {
    expect(memories).toHaveLength(kind === 'PostgreSQL' ? 1 : 2)
  })

  it('keeps runs and lists them over all teams', async () => {
    for (const [n, memory] of memories.entries()) {
      const service = `kept${n}`
      const finished = { service, by, outcome: 'down', cause: 'app_not_started', headline: 'it is down', report }
      await memory.keepRun({ ...finished, runId: `${service}-1`, startedAt: at(1), finishedAt: at(2) })
      const asking = { team: 'T9', runId: `${service}-2`, service, by, at: at(5), request: {} }
      await store.write((tx) => askForRun(tx, asking))
      const runs = await memory.history({ service, limit: 10 })
      expect(runs.map(({ team, runId, status }) => [team, runId, status])).toEqual([
        ['T9', `${service}-2`, 'queued'],
        ['local', `${service}-1`, 'finished'],
      ])
      expect(await memory.history({ service, limit: 1 })).toHaveLength(1)
    }
  })

  it('finds an incident with its events, runs and reports', async () => {
    const key = { team: 'T8', service: 'shop', channel: 'C1' }
    await store.write(async (tx) => {
      await openOrJoin(tx, { id: 'i8', key, event: { kind: 'incident:opened', id: 'o', at: at(0), by } })
      const asking = { team: 'T8', runId: 'r8', service: 'shop', by, at: at(0), request: {}, incidentId: 'i8' }
      await askForRun(tx, asking)
    })
    for (const memory of memories) {
      expect(await memory.findIncident({ incidentId: 'i8' })).toMatchObject({
        incident: { id: 'i8', team: 'T8' },
        events: [{ kind: 'incident:opened' }],
        runs: [{ runId: 'r8', status: 'queued' }],
      })
      expect(await memory.findIncident({ incidentId: 'none' })).toBeUndefined()
      expect((await memory.openIncidents({ limit: 10 })).map(({ id }) => id)).toEqual(['i8'])
    }
  })
})

describe('remoteMemory()', () => {
  it('says that nobody answers', async () => {
    await expect(remoteMemory('/tmp/no-such-socket').openIncidents({ limit: 1 })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
  })
})

describe('503 with SLASH503_STORE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = (...args: readonly string[]) =>
    startCommand(args, { folder, env: { SLASH503_STORE: join(folder, 'store') } }).ended

  // Each of the commands starts a PostgreSQL of its own.
  it('remembers a check', { timeout: 240_000 }, async () => {
    expect(await run('store', 'migrate')).toMatchObject({ exit: 0 })
    const checked = await run('check', '--host', 'none.invalid', '--timeout', '5s')
    expect(checked).toMatchObject({ exit: 2 })
    expect(checked.err).not.toContain('not kept')
    const history = await run('history', 'none.invalid')
    expect(history.err).toBe('1 run of none.invalid\n')
    expect(history.out).toMatch(/none\.invalid could not be judged/)
  })
})

describe('a copy of the folder of a store that nobody has', () => {
  it('is a backup: opened elsewhere, it remembers the same', { timeout: 120_000 }, async () => {
    const stores = await storeKinds.find(([name]) => name !== 'PostgreSQL')?.[1]()
    const place = await stores?.place()
    if (!stores || !place || !('folder' in place)) throw new Error('There is no embedded store among the kinds')
    const before = await openMemory(place)
    const run = { runId: 'r1', service: 'shop', by, startedAt: at(1), finishedAt: at(2), outcome: 'down' }
    await before.keepRun({ ...run, headline: 'it is down', report })
    const kept = await before.history({ service: 'shop', limit: 10 })
    await before.close()
    const copy = `${place.folder}-copy`
    cpSync(place.folder, copy, { recursive: true })
    const after = await openMemory({ folder: copy })
    expect(kept).toHaveLength(1)
    expect(await after.history({ service: 'shop', limit: 10 })).toEqual(kept)
    await after.close()
    await stores.stop()
  })
})

describe('migrateStore()', () => {
  it('brings a PostgreSQL to this release and lets a role work on it', async () => {
    const server = await storeKinds.find(([name]) => name === 'PostgreSQL')?.[1]()
    if (!server) throw new Error('There is no PostgreSQL among the kinds of store')
    const place = await server.place()
    expect(await migrateStore(place)).toHaveLength(2)
    expect(await migrateStore(place)).toEqual([])
    await server.stop()
  })
})
