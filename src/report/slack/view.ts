import type { RunView } from '../run-view.ts'

/** What a run's thread should show now. Plain JSON, so that it can be stored and shown again. */
export interface ThreadView extends RunView {
  readonly runId: string
  /** Slack user id of who asked. */
  readonly askedBy?: string
  /** Why the run will not finish: 'the bot was stopped'. */
  readonly interrupted?: string
}

/** How much of Block Kit a workspace takes: the `plan` block, older blocks, or text alone. */
export type SlackMode = 'plan' | 'blocks' | 'text'
