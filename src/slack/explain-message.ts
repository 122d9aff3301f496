import type { WebClient } from '@slack/web-api'
import { plain } from '../report/slack/answers.ts'
import type { SlackMessage } from '../report/slack/root-message.ts'
import { explainPasted } from './explain-pasted.ts'
import { readPasted } from './read-pasted.ts'
import { readSlackFile } from './read-slack-file.ts'

/** Explains a message by the shortcut: its first file or snippet where it has one, else its text. */
export async function explainMessage(
  message: { readonly text?: string; readonly files?: unknown },
  access: { readonly client: WebClient; readonly token: string },
): Promise<SlackMessage> {
  const id = firstFile(message.files)
  if (id === undefined) return explainPasted(readPasted(message.text ?? ''), 'This message')
  const file = await readSlackFile(id, access)
  return file.kind === 'read' ? explainPasted(file.text, file.name) : plain(file.why)
}

function firstFile(files: unknown): string | undefined {
  if (!Array.isArray(files)) return undefined
  const [first] = files as readonly { id?: unknown }[]
  return typeof first?.id === 'string' ? first.id : undefined
}
