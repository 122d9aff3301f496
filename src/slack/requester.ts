import type { SlackMessage } from '../report/slack/root-message.ts'
import type { ModalOpening } from './open-modal.ts'
import type { Scope } from './scope.ts'

/** Who asked, where, and how to answer only them. */
export interface Requester {
  readonly user: string
  readonly channel: string
  readonly threadTs?: string
  /** Seen by the requester alone. */
  readonly answer: (message: SlackMessage) => Promise<void>
  /** Opens the modal that picks one of these services; absent where Slack gives no trigger (mentions). */
  readonly pickService?: (services: readonly string[]) => Promise<ModalOpening>
  /** What the check behind the asker's thread looked at: that of this run, or else the thread's first. */
  readonly threadScope?: (runId?: string) => Promise<Scope | undefined>
}
