import { checkBlocks, checkChannel, type Refusal } from './check-message.ts'
import { asJson, asList, asText, type Json } from './json.ts'
import type { LocalSlackState } from './state.ts'

/** Lines of a text file that a thread shows by itself. */
const previewLines = 6

/** Why Slack refuses a call about files, besides scopes and unknown files, which emulate knows. */
export function checkFileCall(method: string, fields: Json, state: LocalSlackState): Refusal | undefined {
  if (method === 'files.getUploadURLExternal')
    return Number(fields['length']) > 0 ? undefined : { error: 'missing_argument' }
  if (method !== 'files.completeUploadExternal') return undefined
  const channel = asText(fields['channel_id'])
  // Without a channel the file stays private to the app.
  if (channel === '') return undefined
  const closed = checkChannel(state.workspace.channels.get(channel))
  if (closed) return { error: closed }
  const threadTs = asText(fields['thread_ts'])
  const parent = state.board.message(channel, threadTs)
  // "Never use a reply's ts value; use its parent instead." Slack names no error for it; this one is chat.postMessage's.
  if (threadTs !== '' && (!parent || parent.threadTs !== undefined)) return { error: 'thread_not_found' }
  return checkBlocks(fields, state.faults)
}

/** Remembers what was announced with `files.getUploadURLExternal`, so that the upload can be held against it. */
export function announceFile(fields: Json, body: Json, state: LocalSlackState): void {
  const id = asText(body['file_id'])
  const name = asText(fields['filename'])
  state.files.set(id, { id, name, announcedBytes: Number(fields['length']), content: new Uint8Array() })
}

/** Takes the bytes of an upload; false when they are not as many as were announced. */
export function keepUpload(id: string, content: Uint8Array, state: LocalSlackState): boolean {
  const file = state.files.get(id)
  if (!file || file.announcedBytes !== content.byteLength) return false
  file.content = content
  return true
}

/** Puts shared files before people's eyes, as one message in the thread. */
export function showSharedFiles(fields: Json, body: Json, state: LocalSlackState): void {
  const channel = asText(fields['channel_id'])
  const files = asList(body['files'])
  const ts = files.map((file) => sharedTs(file, channel)).find((found) => found !== '')
  if (!ts) return
  const thread = fields['thread_ts'] ? { thread_ts: fields['thread_ts'] } : {}
  const message = { type: 'message', subtype: 'file_share', ts, text: asText(fields['initial_comment']), ...thread }
  const shown = files.map((file) => ({ ...picture(asText(file['id']), state), title: asText(file['title']) }))
  state.board.showMessage(channel, state.asApp({ ...message, files: shown }))
}

function sharedTs(file: Json, channel: string): string {
  const { public: open, private: closed } = asJson(file['shares'])
  return asText([asJson(open), asJson(closed)].flatMap((shares) => asList(shares[channel]))[0]?.['ts'])
}

function picture(id: string, state: LocalSlackState): Json {
  const { name = '', content = new Uint8Array() } = state.files.get(id) ?? {}
  const lines = new TextDecoder().decode(content).split('\n')
  return {
    id,
    name,
    size: content.byteLength,
    preview: lines.slice(0, previewLines).join('\n'),
    moreLines: Math.max(0, lines.length - 1 - previewLines),
  }
}
