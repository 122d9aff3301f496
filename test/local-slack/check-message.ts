import { findBlockErrors } from './check-blocks.ts'
import type { Faults } from './faults.ts'
import { asList, asText, type Json } from './json.ts'
import type { Channel, Workspace } from './workspace.ts'

/** A refusal as the Web API words it. */
export interface Refusal {
  readonly error: string
  readonly messages?: readonly string[]
}

/** From about here on Slack answers msg_blocks_too_long; undocumented, measured by others at 13,202 characters. */
const mostBlockCharacters = 13_200
/** chat.update refuses from here on; chat.postMessage only from 40,000. */
const mostText = { 'chat.update': 4000, 'chat.postMessage': 40_000, 'chat.postEphemeral': 40_000 } as const

export type MessageMethod = keyof typeof mostText

export function isMessageMethod(method: string): method is MessageMethod {
  return method in mostText
}

/** Why Slack refuses a message of the app's, in Slack's order: the channel, then the content. */
export function checkMessage(
  method: MessageMethod,
  fields: Json,
  { workspace, faults }: { workspace: Workspace; faults: Faults },
): Refusal | undefined {
  const closed = checkChannel(workspace.channels.get(asText(fields['channel'])))
  if (closed) return { error: closed }
  if (asText(fields['text']).length > mostText[method]) return { error: 'msg_too_long' }
  return checkBlocks(fields, faults)
}

/** Why the app may not write into a channel; undefined when it may. A private channel it is not in does not exist for it. */
export function checkChannel(channel: Channel | undefined): string | undefined {
  if (!channel || (channel.isPrivate && !channel.hasBot)) return 'channel_not_found'
  if (channel.isArchived) return 'is_archived'
  return channel.hasBot ? undefined : 'not_in_channel'
}

/** Also for what comes by response_url, which asks for no membership. */
export function checkBlocks(fields: Json, faults: Faults): Refusal | undefined {
  if (fields['blocks'] === undefined) return undefined
  if (!Array.isArray(fields['blocks'])) return { error: 'invalid_blocks_format' }
  const blocks = asList(fields['blocks'])
  const messages = findBlockErrors(blocks, { most: 50, refusePlan: faults.refusePlan })
  if (blocks.length > 0 && faults.invalidBlocksOnce) {
    faults.invalidBlocksOnce = false
    messages.push('[ERROR] injected [json-pointer:/blocks/0]')
  }
  if (faults.refuseBlocks) messages.push(...blocks.map(refused))
  if (messages.length > 0) return { error: 'invalid_blocks', messages }
  return JSON.stringify(blocks).length > mostBlockCharacters ? { error: 'msg_blocks_too_long' } : undefined
}

function refused(block: Json, index: number): string {
  return `[ERROR] unsupported type: ${asText(block['type'])} [json-pointer:/blocks/${index}/type]`
}
