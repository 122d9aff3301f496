import { setTimeout } from 'node:timers/promises'
import { startWorker } from '../../src/queue/worker.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { StorePlace } from '../../src/store/store-place.ts'

/**
 * A worker in a process of its own, for tests that kill it: `node queue-worker.ts PLACE RUN_MS`. Writes a line when it is
 * ready, when a run starts, when it has ended it, and when it may not.
 */
const [, , place = '', runMs = ''] = process.argv
const say = (...words: readonly (string | number)[]) => process.stdout.write(`${words.join(' ')}\n`)

const store = await openStore(JSON.parse(place) as StorePlace)
const worker = await startWorker(store, {
  concurrency: 4,
  onError: (error) => say('error', error.message.replaceAll('\n', ' ')),
  handle: async ({ runId, attempt }, { signal, finish }) => {
    say('started', runId, attempt)
    await setTimeout(Number(runMs), undefined, { signal }).catch(() => {})
    if (signal.aborted) say('aborted', runId, attempt, String(signal.reason.why))
    await finish({ status: 'finished', at: new Date().toISOString(), outcome: 'healthy' }).catch((error: Error) => {
      say('refused', runId, attempt)
      throw error
    })
    say('finished', runId, attempt)
  },
})
say('ready')
process.on(
  'SIGTERM',
  () =>
    void worker
      .stop({ graceMs: 0 })
      .then(() => store.close())
      .then(() => process.exit(0)),
)
