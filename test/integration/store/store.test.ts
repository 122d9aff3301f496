import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/incident/actor.ts'
import type { IncidentKey } from '../../../src/incident/incident.ts'
import type { EventOf, IncidentEvent } from '../../../src/incident/incident-event.ts'
import { startWatch } from '../../../src/incident/watch.ts'
import { finishRun, promoteWaiting, stopQueuedRun } from '../../../src/store/advance-runs.ts'
import { askForRun, recordFinishedRun } from '../../../src/store/ask-for-run.ts'
import { beat, claimRun, FenceLostError, findQuietClaims, releaseClaim } from '../../../src/store/claims.ts'
import { findLiveRun, findRun, listAskers, listRuns, listRunsOfIncident } from '../../../src/store/find-runs.ts'
import {
  appendEvent,
  findIncident,
  findIncidentWithCause,
  findOpenIncident,
  listOpenIncidents,
  openOrJoin,
  readTimeline,
} from '../../../src/store/incidents.ts'
import {
  advanceMessage,
  findMessageAt,
  intendMessage,
  listMessages,
  placeMessage,
} from '../../../src/store/messages.ts'
import { findMute, muteService, unmuteService } from '../../../src/store/mutes.ts'
import { openStore, type Store } from '../../../src/store/open-store.ts'
import { packReport, readReport, storeReport } from '../../../src/store/reports.ts'
import { seeOnce } from '../../../src/store/see-once.ts'
import { beginWatch, endWatch, findWatch, takeDueWatches, updateWatch } from '../../../src/store/watches.ts'
import { sampleReports } from '../../support/sample-reports.ts'
import { type Stores, storeKinds } from '../../support/stores.ts'

const maria: Actor = { kind: 'slack', team: 'T1', user: 'U1' }
const ben: Actor = { kind: 'unix', user: 'ben' }
const at = (minute: number) => new Date(Date.UTC(2026, 10, 12, 4, minute)).toISOString()
const team = 'T1'
const keyOf = (service: string, channel = 'C1'): IncidentKey => ({ team, service, channel })
const opened = (minute = 0): EventOf<'incident:opened'> => ({
  kind: 'incident:opened',
  id: `opened-${minute}`,
  at: at(minute),
  by: maria,
})
const stamp = (id: string, minute: number) => ({ id, at: at(minute), by: maria })
const resolved = (id: string, minute: number): IncidentEvent => ({ kind: 'incident:resolved', ...stamp(id, minute) })
const [report] = Object.values(sampleReports)
if (!report) throw new Error('There is no sample report')

describe.each(storeKinds)('%s', (_, start) => {
  let stores: Stores
  let store: Store
  beforeAll(async () => {
    stores = await start()
    store = await openStore(await stores.place(), { isToMigrate: true })
  })
  afterAll(async () => {
    await store?.close()
    await stores?.stop()
  })
  const open = (id: string, key: IncidentKey, minute = 0) =>
    store.write((tx) => openOrJoin(tx, { id, key, event: opened(minute) }))
  const append = (incidentId: string, event: IncidentEvent) =>
    store.write((tx) => appendEvent(tx, { team, incidentId }, event))
  const ask = (runId: string, service: string, options: { incidentId?: string; isAgain?: boolean } = {}) => {
    const { isAgain = false, ...rest } = options
    const asking = { team, runId, service, by: maria, at: at(0), request: {}, ...rest }
    return store.write((tx) => askForRun(tx, asking, { isAgain }))
  }
  const claim = async (runId: string, worker = 'w1') => {
    const fence = await store.write((tx) => claimRun(tx, { team, runId, worker }))
    if (!fence) throw new Error(`run ${runId} cannot be claimed`)
    return fence
  }

  describe('incidents', () => {
    it('openOrJoin() opens one per team, service and channel', async () => {
      expect(await open('i1', keyOf('one'))).toMatchObject({ isNew: true, incident: { id: 'i1' } })
      expect(await open('i2', keyOf('one'), 1)).toMatchObject({ isNew: false, incident: { id: 'i1' } })
      expect(await open('i3', keyOf('one', 'C2'))).toMatchObject({ isNew: true })
      expect(await open('i1', { ...keyOf('one'), team: 'T2' })).toMatchObject({ isNew: true })
    })

    it('openOrJoin() opens one for twenty who come at once', async () => {
      const joined = await Promise.all(Array.from({ length: 20 }, (_, n) => open(`race${n}`, keyOf('race'))))
      expect(joined.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(new Set(joined.map(({ incident }) => incident.id)).size).toBe(1)
    })

    it('openOrJoin() opens another once the first is resolved', async () => {
      await open('again1', keyOf('again'))
      await append('again1', resolved('e1', 5))
      expect(await findOpenIncident(store.db, keyOf('again'))).toBeUndefined()
      expect(await open('again2', keyOf('again'), 6)).toMatchObject({ isNew: true, incident: { id: 'again2' } })
      expect(await append('again1', { kind: 'incident:reopened', ...stamp('e2', 7) })).toMatchObject({
        kind: 'taken',
        open: { id: 'again2' },
      })
      expect(await findIncident(store.db, { team, incidentId: 'again1' })).toMatchObject({
        standing: { status: 'resolved' },
      })
    })

    it('appendEvent() applies an event once', async () => {
      await open('once', keyOf('once'))
      const note: IncidentEvent = { kind: 'incident:noted', ...stamp('n1', 1), text: "it's the pool; drop table" }
      expect(await append('once', note)).toMatchObject({ kind: 'applied' })
      expect(await append('once', note)).toMatchObject({ kind: 'repeated', incident: { notes: [{ id: 'n1' }] } })
      expect(await append('nobody', note)).toEqual({ kind: 'unknown' })
    })

    it('appendEvent() loses none of twenty that come at once', async () => {
      await open('crowd', keyOf('crowd'))
      const notes = Array.from({ length: 20 }, (_, n): IncidentEvent => {
        return { kind: 'incident:noted', ...stamp(`n${n}`, n), text: `note ${n}` }
      })
      await Promise.all(notes.map((note) => append('crowd', note)))
      const incident = await findIncident(store.db, { team, incidentId: 'crowd' })
      expect(incident?.notes.map(({ text }) => text)).toEqual(notes.map((_, n) => `note ${n}`))
    })

    it('readTimeline() gives events in the order of their time, whatever order they came in', async () => {
      await open('line', keyOf('line'))
      await append('line', resolved('b', 9))
      await append('line', { kind: 'incident:acknowledged', ...stamp('a', 3) })
      const timeline = await readTimeline(store.db, { team, incidentId: 'line' })
      expect(timeline.map(({ kind }) => kind)).toEqual([
        'incident:opened',
        'incident:acknowledged',
        'incident:resolved',
      ])
    })

    it('listOpenIncidents() lists the open ones of a team, newest first', async () => {
      const own = 'T-list'
      for (const [n, service] of ['a', 'b', 'c'].entries())
        await open(`list-${service}`, { team: own, service, channel: 'C1' }, n)
      await store.write((tx) => appendEvent(tx, { team: own, incidentId: 'list-b' }, resolved('r', 9)))
      const ids = async (service?: string) =>
        (await listOpenIncidents(store.db, { team: own, ...(service ? { service } : {}) })).map(({ id }) => id)
      expect(await ids()).toEqual(['list-c', 'list-a'])
      expect(await ids('a')).toEqual(['list-a'])
    })

    it('findIncidentWithCause() finds the last time it was this', async () => {
      const checked = (runId: string, cause: string): IncidentEvent => {
        return { kind: 'incident:checked', ...stamp(runId, 1), runId, condition: { outcome: 'down', cause } }
      }
      await open('old', keyOf('seen'))
      await append('old', checked('r1', 'server_overload'))
      await append('old', resolved('r', 5))
      await open('new', keyOf('seen'), 10)
      const find = (cause: string) =>
        findIncidentWithCause(store.db, { team, service: 'seen', cause, incidentId: 'new' })
      expect(await find('server_overload')).toMatchObject({ id: 'old' })
      expect(await find('app_not_started')).toBeUndefined()
    })
  })

  describe('runs', () => {
    it('askForRun() gives a service one live run; a second asker joins it', async () => {
      await open('ij', keyOf('join'))
      expect(await ask('j1', 'join')).toMatchObject({ kind: 'queued', run: { runId: 'j1' } })
      expect(await ask('j2', 'join', { incidentId: 'ij' })).toMatchObject({ kind: 'joined', run: { runId: 'j1' } })
      expect(await ask('j3', 'other')).toMatchObject({ kind: 'queued' })
      expect(await listAskers(store.db, { team, runId: 'j1' })).toMatchObject([
        { by: 'slack:T1/U1' },
        { incidentId: 'ij' },
      ])
      expect(await listRunsOfIncident(store.db, { team, incidentId: 'ij' })).toMatchObject([{ runId: 'j1' }])
    })

    it('askForRun() makes one live run of twenty askers at once', async () => {
      const asked = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`rush${n}`, 'rush')))
      expect(asked.filter(({ kind }) => kind === 'queued')).toHaveLength(1)
      expect(new Set(asked.map(({ run }) => run.runId)).size).toBe(1)
    })

    it('askForRun() again waits behind the live one, once', async () => {
      await ask('a1', 'behind')
      expect(await ask('a2', 'behind', { isAgain: true })).toMatchObject({ kind: 'waiting', run: { runId: 'a2' } })
      expect(await ask('a3', 'behind', { isAgain: true })).toMatchObject({ kind: 'waiting', run: { runId: 'a2' } })
      const promote = () => store.write((tx) => promoteWaiting(tx, { team, service: 'behind' }))
      expect(await promote()).toBeUndefined()
      const fence = await claim('a1')
      await store.write((tx) => finishRun(tx, fence, { status: 'finished', at: at(1), outcome: 'healthy' }))
      expect(await promote()).toMatchObject({ runId: 'a2', status: 'queued' })
      expect(await findLiveRun(store.db, { team, service: 'behind' })).toMatchObject({ runId: 'a2' })
    })

    it('askForRun() of a run that is known enters nothing', async () => {
      await ask('known', 'known')
      expect(await ask('known', 'known')).toMatchObject({ kind: 'joined' })
      expect(await listAskers(store.db, { team, runId: 'known' })).toHaveLength(1)
    })

    it('stopQueuedRun() stops what nobody has begun', async () => {
      await ask('s1', 'stop')
      expect(await stopQueuedRun(store.db, { team, runId: 's1', at: at(1) })).toBe(true)
      await ask('s2', 'stop')
      await claim('s2')
      expect(await stopQueuedRun(store.db, { team, runId: 's2', at: at(1) })).toBe(false)
    })

    it('keeps a report and gives it back', async () => {
      await ask('report', 'report')
      const fence = await claim('report')
      const packed = await packReport(report)
      await store.write(async (tx) => {
        await finishRun(tx, fence, { status: 'finished', at: at(1), outcome: report.outcome })
        await storeReport(tx, fence, packed)
      })
      expect(await readReport(store.db, { team, runId: 'report' })).toEqual(report)
      expect(await readReport(store.db, { team, runId: 'nobody' })).toBeUndefined()
      expect(packed.length).toBeLessThan(JSON.stringify(report).length / 2)
    })

    it('listRuns() lists the runs of a service, newest first, page by page', async () => {
      for (let n = 0; n < 5; n++) {
        const asking = { team, runId: `h${n}`, service: 'history', by: ben, at: at(n), request: {} }
        const outcome = n === 3 ? 'healthy' : 'down'
        const result = { status: 'finished', startedAt: at(n), at: at(n + 1), outcome, headline: 'x' } as const
        await store.write((tx) => recordFinishedRun(tx, asking, result))
      }
      const ids = async (options: { before?: string; outcome?: string }) =>
        (await listRuns(store.db, { team, service: 'history', limit: 2, ...options })).map(({ runId }) => runId)
      expect(await ids({})).toEqual(['h4', 'h3'])
      expect(await ids({ before: at(3) })).toEqual(['h2', 'h1'])
      expect(await ids({ outcome: 'healthy' })).toEqual(['h3'])
      expect(await findRun(store.db, { team, runId: 'h4' })).toEqual({
        team,
        runId: 'h4',
        service: 'history',
        status: 'finished',
        requestedBy: 'unix:ben',
        requestedAt: at(4),
        request: {},
        startedAt: at(4),
        finishedAt: at(5),
        outcome: 'down',
        headline: 'x',
      })
    })
  })

  describe('the fence', () => {
    it('lets the newest attempt write and no earlier one', async () => {
      await ask('f1', 'fence')
      const first = await claim('f1', 'w1')
      const second = await claim('f1', 'w2')
      expect([first.attempt, second.attempt]).toEqual([1, 2])
      await open('fenced', keyOf('fence'))
      const write = (fence: typeof first, id: string) =>
        store.writeFenced(fence, (tx) =>
          appendEvent(tx, { team, incidentId: 'fenced' }, { kind: 'incident:noted', ...stamp(id, 1), text: id }),
        )
      await expect(write(first, 'zombie')).rejects.toThrow(FenceLostError)
      expect(await write(second, 'alive')).toMatchObject({ kind: 'applied' })
      const incident = await findIncident(store.db, { team, incidentId: 'fenced' })
      expect(incident?.notes.map(({ text }) => text)).toEqual(['alive'])
      expect(await beat(store.db, [first, second])).toEqual([first])
    })

    it('holds a take-over back until a write that began before it is done', async () => {
      await ask('f2', 'order')
      const first = await claim('f2', 'w1')
      const order: string[] = []
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
      const writing = store.writeFenced(first, async (tx) => {
        begin()
        for (let n = 0; n < 20; n++) await findRun(tx, first)
        order.push('written')
      })
      await begun
      const taking = claim('f2', 'w2').then(() => order.push('taken'))
      await Promise.all([writing, taking])
      expect(order).toEqual(['written', 'taken'])
    })

    it('ends with the run', async () => {
      await ask('f3', 'ends')
      const fence = await claim('f3')
      const finish = () => store.write((tx) => finishRun(tx, fence, { status: 'finished', at: at(1) }))
      await finish()
      await expect(finish()).rejects.toThrow(FenceLostError)
      expect(await beat(store.db, [fence])).toEqual([fence])
      expect(await store.write((tx) => claimRun(tx, { team, runId: 'f3', worker: 'w' }))).toBeUndefined()
    })

    it('findQuietClaims() finds claims of others that do not beat, by the clock of the database', async () => {
      await ask('f4', 'quiet')
      const fence = await claim('f4', 'dead')
      const quiet = async (worker: string, quietMs: number) =>
        (await findQuietClaims(store.db, { worker, quietMs })).filter(({ runId }) => runId === 'f4')
      expect(await quiet('me', 60_000)).toEqual([])
      expect(await quiet('me', 0)).toEqual([{ ...fence, worker: 'dead' }])
      expect(await quiet('dead', 0)).toEqual([])
      expect(await releaseClaim(store.db, fence)).toBe(true)
      expect(await releaseClaim(store.db, fence)).toBe(false)
      expect(await quiet('me', 0)).toEqual([])
    })
  })

  describe('messages', () => {
    it('are intended once, placed once, and edited forwards only', async () => {
      await open('m', keyOf('messages'))
      const root = { team, messageId: 'root:m', incidentId: 'm', kind: 'root', channel: 'C1' }
      const intend = () => store.write((tx) => intendMessage(tx, root))
      expect(await intend()).toEqual({ isNew: true, message: { ...root, version: 0 } })
      expect(await intend()).toEqual({ isNew: false, message: { ...root, version: 0 } })
      await placeMessage(store.db, { team, messageId: 'root:m', ts: '1.1' })
      await placeMessage(store.db, { team, messageId: 'root:m', ts: '2.2' })
      const advance = (version: number) => advanceMessage(store.db, { team, messageId: 'root:m', version })
      expect([await advance(1), await advance(3), await advance(2), await advance(3)]).toEqual([
        true,
        true,
        false,
        false,
      ])
      const placed = { ...root, ts: '1.1', version: 3 }
      expect(await findMessageAt(store.db, { team, channel: 'C1', ts: '1.1' })).toEqual(placed)
      expect(await findMessageAt(store.db, { team: 'T2', channel: 'C1', ts: '1.1' })).toBeUndefined()
      await store.write((tx) => intendMessage(tx, { ...root, messageId: 'list:r', runId: 'r', kind: 'checklist' }))
      const ids = async (runId?: string) =>
        (await listMessages(store.db, { team, incidentId: 'm', ...(runId ? { runId } : {}) })).map((m) => m.messageId)
      expect(await ids()).toEqual(['root:m', 'list:r'])
      expect(await ids('r')).toEqual(['list:r'])
    })
  })

  it('mutes hold until their time', async () => {
    const key = keyOf('mute')
    await muteService(store.db, key, { by: maria, until: '2999-01-01T00:00:00.000Z' })
    expect(await findMute(store.db, key)).toEqual({ by: 'slack:T1/U1', until: '2999-01-01T00:00:00.000Z' })
    expect(await findMute(store.db, { ...key, channel: 'C2' })).toBeUndefined()
    await muteService(store.db, key, { by: maria, until: at(0) })
    expect(await findMute(store.db, key)).toBeUndefined()
    await muteService(store.db, key, { by: maria, until: '2999-01-01T00:00:00.000Z' })
    await unmuteService(store.db, key)
    expect(await findMute(store.db, key)).toBeUndefined()
  })

  it('seeOnce() is true for one of twenty, and again when it need not be remembered', async () => {
    const see = (keepMs: number, key = 'event') => store.write((tx) => seeOnce(tx, { team, key, keepMs }))
    const seen = await Promise.all(Array.from({ length: 20 }, () => see(60_000)))
    expect(seen.filter(Boolean)).toHaveLength(1)
    expect(await store.write((tx) => seeOnce(tx, { team: 'T2', key: 'event', keepMs: 60_000 }))).toBe(true)
    expect([await see(-1, 'old'), await see(-1, 'old')]).toEqual([true, true])
  })

  it('a watch is one per service, and due to one process', async () => {
    const watch = startWatch({
      service: 'watched',
      at: at(0),
      everyMs: 15_000,
      forMs: 60_000,
      said: { outcome: 'down' },
    })
    const begin = () => beginWatch(store.db, { team, watch, by: maria, nextAt: at(0) })
    expect([await begin(), await begin()]).toEqual([true, false])
    const take = () => store.write((tx) => takeDueWatches(tx, { leaseMs: 60_000 }))
    const taken = (await Promise.all([take(), take(), take()])).flat()
    expect(taken).toEqual([{ team, watch, startedBy: 'slack:T1/U1' }])
    const looked = { ...watch, looks: 1 }
    await updateWatch(store.db, { team, watch: looked, nextAt: '2999-01-01T00:00:00.000Z' })
    expect(await take()).toEqual([])
    expect(await findWatch(store.db, { team, service: 'watched' })).toMatchObject({ watch: looked })
    const end = () => endWatch(store.db, { team, service: 'watched' })
    expect([await end(), await end()]).toEqual([true, false])
  })

  it('write() undoes everything when its work fails', async () => {
    const broken = store.write(async (tx) => {
      await openOrJoin(tx, { id: 'undone', key: keyOf('undone'), event: opened() })
      throw new Error('stop')
    })
    await expect(broken).rejects.toThrow('stop')
    expect(await findIncident(store.db, { team, incidentId: 'undone' })).toBeUndefined()
  })
})
