import type { StepId } from '../report/report.ts'
import { attachReport } from './attach-report.ts'
import type { Doorkeeper } from './create-doorkeeper.ts'
import { type Delivering, followRun } from './follow-run.ts'
import type { KnownRun, RunRegistry } from './run-registry.ts'
import type { Scope } from './scope.ts'
import type { SharingOptions } from './share-file.ts'
import type { SlackWorld } from './slack-world.ts'

/** Everything a Slack surface works with; one for each workspace connection. */
export interface SlackOffice {
  readonly world: SlackWorld
  readonly registry: RunRegistry
  readonly door: Doorkeeper
  readonly delivering: Delivering & Pick<SharingOptions, 'files' | 'uploads'>
  /** Ends every wait for Slack. */
  readonly close: () => void
}

export interface AskedRun {
  readonly service: string
  readonly channel: string
  readonly hosts?: readonly string[]
  readonly only?: readonly StepId[]
  /** Answer in this thread instead of opening a new one. */
  readonly threadTs?: string
  readonly askedBy?: string
}

/** How starting went, once the root message is there or cannot be. */
export type StartedRun =
  | { readonly kind: 'started'; readonly run: KnownRun }
  /** The channel takes no messages from us; the check was ended. */
  | { readonly kind: 'not-posted'; readonly reason: string }

/**
 * Starts a check and its two messages at the same moment: looking does not wait for Slack. The promise settles when the
 * first message is out; the run goes on behind it and delivers its final state by itself.
 */
export async function startRun(asked: AskedRun, office: SlackOffice): Promise<StartedRun> {
  const { world, registry, delivering } = office
  const abort = new AbortController()
  const runId = world.newId()
  const scope: Scope = { service: asked.service, hosts: asked.hosts ?? [], only: asked.only ?? [] }
  const follower = followRun({ ...asked, scope, runId }, delivering)
  const run: KnownRun = {
    runId,
    service: asked.service,
    scope,
    channel: asked.channel,
    startedAtMs: world.now(),
    follower,
    abort,
  }
  if (asked.threadTs) run.threadTs = asked.threadTs
  registry.add(run, check(run, asked.askedBy, office))
  const threadTs = await follower.thread()
  if (threadTs === undefined) {
    abort.abort(new Error('The channel takes no messages'))
    const delivery = await follower.finished()
    return { kind: 'not-posted', reason: delivery.kind === 'given-up' ? delivery.reason : 'unknown' }
  }
  run.threadTs = threadTs
  return { kind: 'started', run }
}

/** One line for each run: who, what, where, with which outcome, and how long it took. */
function logRun(run: KnownRun, askedBy: string | undefined, { world }: SlackOffice): void {
  const { runId, channel, report } = run
  const { service, hosts, only } = run.scope
  const outcome = report?.outcome ?? 'interrupted'
  const seconds = Math.round((world.now() - run.startedAtMs) / 100) / 10
  world.log.info(
    { run: runId, service, by: askedBy ?? 'nobody', channel, thread: run.threadTs, hosts, only, outcome, seconds },
    `${askedBy ?? 'nobody'} checked ${service}: ${outcome} after ${seconds} s`,
  )
}

/** Looks, delivers the final state, and attaches the report: settles when nothing of the run is left to do. */
async function check(run: KnownRun, askedBy: string | undefined, office: SlackOffice): Promise<void> {
  const { world, delivering } = office
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
  logRun(run, askedBy, office)
  const delivery = await run.follower.finished()
  if (delivery.kind === 'given-up')
    world.log.warn({ runId: run.runId, reason: delivery.reason }, 'final state not delivered')
  const { report, threadTs } = run
  if (delivery.kind !== 'delivered' || !report || !threadTs) return
  await attachReport(report, { ...run, threadTs }, delivering).catch((error: unknown) =>
    world.log.error({ err: error, runId: run.runId }, 'the report could not be attached'),
  )
}
