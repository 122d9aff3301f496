import { attachReport } from './attach-report.ts'
import type { Doorkeeper } from './create-doorkeeper.ts'
import { type Delivering, followRun } from './follow-run.ts'
import type { Delivery } from './live-message.ts'
import type { KnownRun, RunRegistry } from './run-registry.ts'
import type { AskedRun } from './scope.ts'
import type { SharingOptions } from './share-file.ts'
import type { SlackWorld } from './slack-world.ts'

/** Everything a Slack surface works with; one for each workspace connection. */
export interface SlackContext {
  readonly world: SlackWorld
  readonly registry: RunRegistry
  readonly door: Doorkeeper
  readonly delivering: Delivering & Pick<SharingOptions, 'files' | 'uploads'>
  /** Ends every wait for Slack. */
  readonly close: () => void
}

/**
 * Starts a check and its two messages at the same moment: looking does not wait for Slack. The promise settles when the
 * thread is there, and the run goes on behind it and delivers its final state by itself; or when the channel takes no
 * messages from us, and the check was ended.
 */
export async function startRun(asked: Omit<AskedRun, 'runId'>, context: SlackContext): Promise<Delivery> {
  const { world, registry, delivering } = context
  const abort = new AbortController()
  const identified = { ...asked, runId: world.newId() }
  const follower = followRun(identified, delivering)
  const run: KnownRun = { ...identified, startedAtMs: world.now(), follower, abort }
  registry.add(run, check(run, context))
  const threadTs = await follower.thread()
  if (threadTs === undefined) {
    abort.abort(new Error('The channel takes no messages'))
    return follower.finished()
  }
  run.threadTs = threadTs
  return { kind: 'delivered', ts: threadTs }
}

/** One line for each run: who, what, where, with which outcome, and how long it took. */
function logRun(run: KnownRun, { world }: SlackContext): void {
  const { runId, channel, report, askedBy = 'nobody' } = run
  const { service, hosts, only } = run.scope
  const outcome = report?.outcome ?? 'interrupted'
  const seconds = Math.round((world.now() - run.startedAtMs) / 100) / 10
  world.log.info(
    { run: runId, service, by: askedBy, channel, thread: run.threadTs, hosts, only, outcome, seconds },
    `${askedBy} checked ${service}: ${outcome} after ${seconds} s`,
  )
}

/** Looks, delivers the final state, and attaches the report: settles when nothing of the run is left to do. */
async function check(run: KnownRun, context: SlackContext): Promise<void> {
  const { world, delivering } = context
  try {
    run.report = await world.check({
      ...run.scope,
      signal: run.abort.signal,
      onEvent: (event) => run.follower.onEvent(event),
    })
  } catch (error) {
    // A run never throws for what it saw; this is a bug of ours, and the thread must not hang because of it.
    world.log.error({ err: error, runId: run.runId }, 'check failed')
    run.follower.interrupt(`something went wrong in the bot (run ${run.runId})`)
    run.abort.abort(error)
  }
  logRun(run, context)
  const delivery = await run.follower.finished()
  if (delivery.kind === 'given-up')
    world.log.warn({ runId: run.runId, reason: delivery.reason }, 'final state not delivered')
  const { report, threadTs } = run
  if (delivery.kind !== 'delivered' || !report || !threadTs) return
  await attachReport(report, { ...run, threadTs }, delivering).catch((error: unknown) =>
    world.log.error({ err: error, runId: run.runId }, 'the report could not be attached'),
  )
}
