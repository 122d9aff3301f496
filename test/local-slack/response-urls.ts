import { randomBytes } from 'node:crypto'
import { checkBlocks, type Refusal } from './check-message.ts'
import { asText, type Json } from './json.ts'
import type { LocalSlackState } from './state.ts'

interface Issued {
  readonly user: string
  readonly channel: string
  readonly threadTs: string | undefined
  /** The message that `replace_original` and `delete_original` speak of. */
  readonly originalTs: string | undefined
  readonly at: number
  uses: number
}

const mostUses = 5
const lifetimeMs = 30 * 60_000

/** Addresses that answer one interaction: five times within 30 minutes, to that person alone unless told otherwise. */
export interface ResponseUrls {
  issue(to: { user: string; channel: string; threadTs?: string | undefined; originalTs?: string | undefined }): string
  /** Takes an answer; the result is what Slack would say, and whether the work was done. */
  answer(id: string, fields: Json): Promise<Refusal | undefined>
}

export function createResponseUrls(state: LocalSlackState): ResponseUrls {
  const issued = new Map<string, Issued>()
  return {
    issue: ({ user, channel, threadTs, originalTs }) => {
      const id = randomBytes(12).toString('hex')
      issued.set(id, { user, channel, threadTs, originalTs, at: state.now(), uses: 0 })
      return `${state.url()}/response/${id}`
    },
    answer: async (id, fields) => {
      const to = issued.get(id)
      if (!to) return { error: 'invalid_url' }
      if (state.now() - to.at > lifetimeMs) return { error: 'expired_url' }
      if (to.uses >= mostUses) return { error: 'used_url' }
      const refusal = checkBlocks(fields, state.faults)
      if (refusal) return refusal
      to.uses += 1
      await show(to, fields, state)
      return undefined
    },
  }
}

async function show(to: Issued, fields: Json, state: LocalSlackState): Promise<void> {
  const original = to.originalTs ? state.board.message(to.channel, to.originalTs) : undefined
  if (fields['delete_original'] === true) {
    if (original) state.board.removeMessage(to.channel, original.ts)
    return
  }
  const content = {
    text: asText(fields['text']),
    ...(fields['blocks'] === undefined ? {} : { blocks: fields['blocks'] }),
  }
  if (fields['replace_original'] === true && original) {
    state.board.showMessage(to.channel, { ...original.message, ...content }, original.onlyFor)
    return
  }
  const threadTs = asText(fields['thread_ts']) || to.threadTs
  const thread = threadTs ? { thread_ts: threadTs } : {}
  if (fields['response_type'] === 'in_channel') {
    const posted = await state.workspace.call(
      'chat.postMessage',
      { channel: to.channel, ...content, ...thread },
      { kind: 'bot' },
    )
    if (posted?.['ok'] === true) state.board.showMessage(to.channel, state.asApp(posted['message']))
    return
  }
  state.board.showMessage(
    to.channel,
    state.asApp({ type: 'message', ts: state.newTs(), ...content, ...thread }),
    to.user,
  )
}
