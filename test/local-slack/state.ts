import { Board } from './board.ts'
import type { CallLog } from './call-log.ts'
import type { Faults } from './faults.ts'
import { asJson, type Json } from './json.ts'
import type { KeptFile } from './kept-file.ts'
import type { RateBudgets } from './rate-budgets.ts'
import type { AppManifest } from './read-manifest.ts'
import type { Workspace } from './workspace.ts'

/** The tokens of the one app that is installed here. */
export interface AppTokens {
  readonly bot: string
  readonly app: string
}

/** What every part of the local Slack works on. */
export interface LocalSlackState {
  readonly workspace: Workspace
  readonly manifest: AppManifest
  readonly tokens: AppTokens
  readonly board: Board
  readonly log: CallLog
  readonly faults: Faults
  readonly rates: RateBudgets
  readonly random: () => number
  /** Who holds which trigger id. */
  readonly triggers: Map<string, string>
  /** User groups by id, with the names or ids of who is in them. */
  readonly userGroups: Map<string, readonly string[]>
  /** By id: what the app announced and sent. */
  readonly files: Map<string, KeptFile>
  /** Milliseconds, monotonic. */
  readonly now: () => number
  readonly url: () => string
  /** A message id that is later than every one before. */
  readonly newTs: () => string
  /** A message as Slack marks an app's: with `bot_id` and `app_id`. */
  readonly asApp: (message: unknown) => Json
}

export function createState(given: {
  workspace: Workspace
  manifest: AppManifest
  tokens: AppTokens
  faults: Faults
  rates: RateBudgets
  random: () => number
  url: () => string
  userGroups: Map<string, readonly string[]>
}): LocalSlackState {
  const { userId, botId, appId } = given.workspace.bot
  let lastTs = 0
  return {
    ...given,
    board: new Board(),
    log: { calls: [], deliveries: [] },
    triggers: new Map(),
    files: new Map(),
    now: () => performance.now(),
    newTs: () => {
      lastTs = Math.max(lastTs + 1, Date.now() * 1000)
      return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`
    },
    asApp: (message) => ({ user: userId, bot_id: botId, app_id: appId, ...asJson(message) }),
  }
}
