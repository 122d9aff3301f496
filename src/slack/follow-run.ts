import { startView } from '../report/run-view.ts'
import { buildChecklistMessage } from '../report/slack/checklist-message.ts'
import { buildRootMessage } from '../report/slack/root-message.ts'
import type { ThreadView } from '../report/slack/view.ts'
import type { RunEvent } from '../run/run-event.ts'
import { applyRunEvent } from '../run/run-view.ts'
import type { CallBudget } from './call-budget.ts'
import { type Delivery, LiveMessage, type ModeMemory } from './live-message.ts'
import type { AskedRun } from './scope.ts'
import type { CallFailure, MessageMark, SlackCalls } from './slack-calls.ts'

/** What every run of a workspace shares. */
export interface Delivering {
  readonly calls: SlackCalls
  /** Posting is limited for each channel by itself. */
  readonly posts: (channel: string) => CallBudget
  readonly updates: CallBudget
  readonly memory: ModeMemory
  readonly onProblem: (failure: CallFailure) => void
  readonly now: () => number
  /** Least time between updates of one message; 1.2 s alone, 3 s when several runs are live. */
  readonly gapMs: () => number
  /** The bot stops: what is not delivered by then is given up. */
  readonly signal?: AbortSignal
}

/**
 * While updates wait for their turn a checklist is posted this late, with what has settled by then: posting is cheap, and
 * an update would come many seconds later.
 */
const mostHeldMs = 1500

/** A run's two messages: give it the run's events, and it keeps the channel and the thread up to date. */
export interface RunFollower {
  onEvent(event: RunEvent): void
  /** The run will not finish: both messages say so, and why. */
  interrupt(reason: string): void
  /** The thread's id once the root message is there; undefined when the channel takes no messages from us. */
  thread(): Promise<string | undefined>
  /** Both messages in their final state, or the reason why the first of them was given up. */
  finished(): Promise<Delivery>
}

/** Starts following: the root message goes out at once, the checklist into its thread as soon as that exists. */
export function followRun(run: AskedRun, delivering: Delivering): RunFollower {
  const startedAt = delivering.now()
  let view: ThreadView = {
    ...startView({ service: run.scope.service, startedAt: new Date(startedAt).toISOString() }),
    runId: run.runId,
    ...(run.askedBy ? { askedBy: run.askedBy } : {}),
  }
  const root = createRunMessage(run, delivering, { part: 'root', ...(run.threadTs ? { threadTs: run.threadTs } : {}) })
  let checklist: LiveMessage | undefined
  const isOver = (): boolean => view.report !== undefined || view.interrupted !== undefined

  let isHeld = delivering.updates.isBacklogged()
  const release = (): void => {
    isHeld = false
    showChecklist()
  }
  const showChecklist = (): void => {
    const shown = view
    if (isHeld && !isOver()) return
    isHeld = false
    checklist?.show((mode) => buildChecklistMessage(shown, mode), { isFinal: isOver() })
  }
  const showRoot = (): void => {
    const shown = view
    root.show((mode) => buildRootMessage(shown, mode), { isFinal: isOver() })
  }
  const change = (next: ThreadView): void => {
    view = next
    showChecklist()
    if (isOver()) showRoot()
  }
  showRoot()
  const thread = root.posted().then((ts) => {
    const threadTs = run.threadTs ?? ts
    if (ts === undefined || threadTs === undefined) return undefined
    checklist = createRunMessage(run, delivering, { part: 'checklist', threadTs })
    showChecklist()
    if (isHeld) setTimeout(release, mostHeldMs).unref()
    return threadTs
  })
  return {
    onEvent: (event) => change(applyRunEvent(view, event, { elapsedMs: delivering.now() - startedAt })),
    interrupt: (reason) => change({ ...view, interrupted: reason, elapsedMs: delivering.now() - startedAt }),
    thread: () => thread,
    finished: async () => {
      const first = await root.finished()
      if (first.kind === 'given-up' || (await thread) === undefined) return first
      return (await checklist?.finished()) ?? first
    },
  }
}

/** One of a run's messages, not shown yet. */
export function createRunMessage(
  run: AskedRun,
  delivering: Delivering,
  at: { part: MessageMark['part']; threadTs?: string },
): LiveMessage {
  return new LiveMessage({
    ...delivering,
    posts: delivering.posts(run.channel),
    channel: run.channel,
    ...(at.threadTs ? { threadTs: at.threadTs } : {}),
    mark: { ...run.scope, runId: run.runId, part: at.part },
  })
}
