import type { WebClient } from '@slack/web-api'
import type { SlackMessage } from '../report/slack/root-message.ts'
import { findThreadScope } from './create-slack-calls.ts'
import { repeatCall } from './repeat-call.ts'
import type { Requester } from './requester.ts'

/** How long an answer to one person is tried: later they have gone on. */
const answerMs = 20_000

/** Somebody in a thread (or a channel), answered so that only they see it. */
export function askerInThread(client: WebClient, at: { user: string; channel: string; threadTs?: string }): Requester {
  const { user, channel, threadTs } = at
  return {
    user,
    channel,
    ...(threadTs ? { threadTs, threadScope: (runId) => findThreadScope(client, { channel, threadTs, runId }) } : {}),
    answer: (message) =>
      answerPatiently(() =>
        client.chat.postEphemeral({
          channel,
          user,
          ...messageOf(message),
          ...(threadTs ? { thread_ts: threadTs } : {}),
        }),
      ),
  }
}

/** Sends an answer that only one person sees; after a lost answer it is sent again, which only they would notice. */
export async function answerPatiently(send: () => Promise<unknown>): Promise<void> {
  await repeatCall(send, { untilMs: Date.now() + answerMs, now: Date.now })
}

export function messageOf(message: SlackMessage): { text: string; blocks?: never } {
  return { text: message.text, ...(message.blocks ? { blocks: [...message.blocks] as never } : {}) }
}
