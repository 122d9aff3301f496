import { type Logger, WebClient } from '@slack/web-api'
import { parseScope, renderScope, type Scope } from './scope.ts'
import type { MessageMark, SlackCalls } from './slack-calls.ts'

/** The event type under which our messages carry their run; Slack keeps metadata per app. */
const eventType = 'slash503_run'

/**
 * A client that leaves waiting and repeating to us: the SDK's own defaults retry for half an hour, pause every call at the
 * first 429, wait for an answer for ever, and post a message twice after a reset.
 */
export function createWebClient(
  token: string,
  options: { apiUrl?: string; timeoutMs?: number; logger?: Logger; fetch?: typeof fetch } = {},
): WebClient {
  return new WebClient(token, {
    timeout: options.timeoutMs ?? 10_000,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    ...(options.apiUrl ? { slackApiUrl: options.apiUrl } : {}),
    ...(options.logger ? { logger: options.logger } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  })
}

/** `SlackCalls` over the Web API. Nothing unfurls, and every message carries its run as metadata. */
export function createSlackCalls(client: WebClient): SlackCalls {
  return {
    post: async ({ channel, threadTs, text, blocks, mark }) => {
      const answer = await client.chat.postMessage({
        channel,
        text,
        ...(blocks ? { blocks: [...blocks] as never } : {}),
        ...(threadTs ? { thread_ts: threadTs } : {}),
        unfurl_links: false,
        unfurl_media: false,
        metadata: metadataOf(mark),
      })
      if (!answer.ts) throw new TypeError('chat.postMessage answered without ts')
      return { ts: answer.ts }
    },
    update: async ({ channel, ts, text, blocks, mark }) => {
      await client.chat.update({ channel, ts, text, blocks: [...(blocks ?? [])] as never, metadata: metadataOf(mark) })
    },
    find: async ({ channel, threadTs, mark }) => {
      const options = { channel, include_all_metadata: true, limit: 100 }
      const { messages = [] } = threadTs
        ? await client.conversations.replies({ ...options, ts: threadTs })
        : await client.conversations.history(options)
      return messages.find((message) => isMarked(message.metadata, mark))?.ts
    },
  }
}

/** What the check behind a thread looked at, read from that run's message or else from our first; undefined where none is ours. */
export async function findThreadScope(
  client: WebClient,
  at: { channel: string; threadTs: string; runId?: string | undefined },
): Promise<Scope | undefined> {
  const { messages = [] } = await client.conversations.replies({
    channel: at.channel,
    ts: at.threadTs,
    include_all_metadata: true,
    limit: 20,
  })
  const payloads = messages.flatMap(({ metadata }) => (metadata?.event_type === eventType ? [payloadOf(metadata)] : []))
  const ofRun = payloads.find((payload) => at.runId !== undefined && payload['run_id'] === at.runId)
  return [ofRun ?? {}, ...payloads].map(parseScope).find((scope) => scope !== undefined)
}

function metadataOf(mark: MessageMark): { event_type: string; event_payload: Record<string, string> } {
  return { event_type: eventType, event_payload: { run_id: mark.runId, part: mark.part, ...renderScope(mark) } }
}

function isMarked(metadata: { event_type?: string; event_payload?: unknown } | undefined, mark: MessageMark): boolean {
  if (metadata?.event_type !== eventType) return false
  const payload = payloadOf(metadata)
  return payload['run_id'] === mark.runId && payload['part'] === mark.part
}

function payloadOf(metadata: { event_payload?: unknown }): Readonly<Record<string, unknown>> {
  const { event_payload: payload } = metadata
  return typeof payload === 'object' && payload !== null ? { ...payload } : {}
}
