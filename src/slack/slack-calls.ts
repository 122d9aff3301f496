import { masked } from '../lib/masked.ts'
import type { Scope } from './scope.ts'

/** The few Web API methods that delivery needs; `create-slack-calls.ts` makes them of a `WebClient`, tests of a fake. */
export interface SlackCalls {
  post(message: OutgoingMessage): Promise<{ readonly ts: string }>
  update(message: OutgoingMessage & { readonly ts: string }): Promise<void>
  /** Finds a message of ours by its metadata, newest first; undefined when there is none. */
  find(where: {
    readonly channel: string
    readonly threadTs?: string
    readonly mark: MessageMark
  }): Promise<string | undefined>
}

export interface OutgoingMessage {
  readonly channel: string
  readonly threadTs?: string
  readonly text: string
  readonly blocks?: readonly unknown[]
  readonly mark: MessageMark
}

/** Carried as message metadata, so that a post whose answer was lost can be found again instead of being made twice. */
export interface MessageMark extends Scope {
  readonly runId: string
  readonly part: 'root' | 'checklist' | 'no-file'
}

/**
 * How a call failed, by what can be done about it.
 * `rate-limited`: wait as told · `unclear`: it may have worked (a reset, a timeout, a 5xx) · `bad-blocks`, `too-long`: say
 * it more simply · `gone`: the message was deleted · `closed`: this channel takes no messages from us, `reason` says why ·
 * `refused`: anything else Slack said no to.
 */
export type CallFailure =
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  | { readonly kind: 'unclear'; readonly detail: string }
  /** `isUnknownBlock`: this workspace does not have such a block; otherwise only this message is refused. */
  | { readonly kind: 'bad-blocks'; readonly detail: string; readonly isUnknownBlock: boolean }
  | { readonly kind: 'too-long'; readonly detail: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Slack's error codes that say more than no; from the method pages of chat.postMessage and chat.update. */
const knownErrors: Readonly<Record<string, (code: string, detail: string) => CallFailure>> = {
  invalid_blocks: (_, detail) => badBlocks(detail),
  invalid_blocks_format: (_, detail) => badBlocks(detail),
  msg_too_long: (_, detail) => ({ kind: 'too-long', detail }),
  msg_blocks_too_long: (_, detail) => ({ kind: 'too-long', detail }),
  message_not_found: () => ({ kind: 'gone' }),
  thread_not_found: () => ({ kind: 'gone' }),
  ratelimited: () => ({ kind: 'rate-limited', retryAfterMs: 5000 }),
  rate_limited: () => ({ kind: 'rate-limited', retryAfterMs: 5000 }),
  // A race on Slack's side that passes, as others found with files.completeUploadExternal.
  file_update_failed: (code) => ({ kind: 'unclear', detail: code }),
  internal_error: (code) => ({ kind: 'unclear', detail: code }),
  fatal_error: (code) => ({ kind: 'unclear', detail: code }),
  request_timeout: (code) => ({ kind: 'unclear', detail: code }),
  service_unavailable: (code) => ({ kind: 'unclear', detail: code }),
  channel_not_found: (code) => ({ kind: 'closed', reason: code }),
  not_in_channel: (code) => ({ kind: 'closed', reason: code }),
  is_archived: (code) => ({ kind: 'closed', reason: code }),
  restricted_action: (code) => ({ kind: 'closed', reason: code }),
  account_inactive: (code) => ({ kind: 'closed', reason: code }),
  token_revoked: (code) => ({ kind: 'closed', reason: code }),
}

/** Slack says `unsupported type: plan` of a block that it does not know; where it gives no reason, that is assumed. */
function badBlocks(detail: string): CallFailure {
  return { kind: 'bad-blocks', detail, isUnknownBlock: !detail.includes('[ERROR]') || /unsupported type/.test(detail) }
}

/** Reads what `@slack/web-api` 8 threw, by its code and Slack's; never by its message. */
export function readFailure(error: unknown): CallFailure {
  const { code, retryAfter, data } = error as {
    code?: string
    retryAfter?: number
    data?: { error?: string; response_metadata?: { messages?: readonly string[] } }
  }
  if (code === 'slack_webapi_rate_limited_error')
    return { kind: 'rate-limited', retryAfterMs: (retryAfter ?? 1) * 1000 }
  if (code !== 'slack_webapi_platform_error')
    return { kind: 'unclear', detail: masked`${error instanceof Error ? error.message : String(error)}` }
  const slackCode = data?.error ?? 'unknown'
  const detail = [slackCode, ...(data?.response_metadata?.messages ?? [])].join(': ')
  return knownErrors[slackCode]?.(slackCode, detail) ?? { kind: 'refused', reason: detail }
}
