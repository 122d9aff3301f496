import type { WebClient } from '@slack/web-api'

/** Slack's three steps that bring a file into a thread; `create` makes them of a `WebClient`, tests of a fake. */
export interface SlackFiles {
  /** An address that takes `bytes` bytes, and the file's id. */
  request(file: {
    readonly name: string
    readonly bytes: number
  }): Promise<{ readonly url: string; readonly id: string }>
  /** Sends the bytes. They may be sent again until the file is shared. */
  send(url: string, content: Uint8Array): Promise<void>
  /** Shows the file in a thread; Slack takes this once for each file. */
  share(file: SharedFile): Promise<void>
  /** Whether the thread shows the file, for when the answer to `share` was lost. */
  isShared(file: SharedFile): Promise<boolean>
}

export interface SharedFile {
  readonly id: string
  readonly title: string
  /** The line above it; mrkdwn, escaped. */
  readonly comment: string
  readonly channel: string
  readonly threadTs: string
}

const sendTimeoutMs = 30_000

/** `files.upload` is gone; this is the flow that took its place (docs.slack.dev/messaging/working-with-files). */
export function createSlackFiles(client: WebClient, send: typeof fetch = fetch): SlackFiles {
  return {
    request: async ({ name, bytes }) => {
      const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
        filename: name,
        length: bytes,
      })
      if (!url || !id) throw new TypeError('files.getUploadURLExternal answered without an address')
      return { url, id }
    },
    // The address holds its own key: the bot's token does not travel there, and no redirect is followed.
    send: async (url, content) => {
      const answer = await send(url, {
        method: 'POST',
        body: content as Uint8Array<ArrayBuffer>,
        headers: { 'content-type': 'application/octet-stream' },
        redirect: 'error',
        signal: AbortSignal.timeout(sendTimeoutMs),
      })
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`the address for the upload answered HTTP ${answer.status}`)
    },
    share: async ({ id, title, comment, channel, threadTs }) => {
      await client.files.completeUploadExternal({
        files: [{ id, title }],
        channel_id: channel,
        thread_ts: threadTs,
        initial_comment: comment,
      })
    },
    isShared: async ({ id, channel, threadTs }) => {
      const { messages = [] } = await client.conversations.replies({ channel, ts: threadTs, limit: 200 })
      return messages.some(({ files = [] }) => files.some((file) => file.id === id))
    },
  }
}
