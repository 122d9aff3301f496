import type { Verb } from '../access/may-do.ts'
import { plain } from '../report/slack/answers.ts'
import type { Requester } from './requester.ts'
import type { SlackContext } from './start-run.ts'

/** Asks whether somebody may do this; who may not is told so, alone, with what would allow it. Gives whether they were. */
export async function turnAway(
  requester: Pick<Requester, 'user' | 'channel' | 'answer'>,
  wanted: { readonly verb: Verb; readonly service: string },
  { door }: Pick<SlackContext, 'door'>,
): Promise<boolean> {
  const permission = await door.permit(requester, wanted.verb, wanted.service)
  if (permission.kind === 'allowed') return false
  await requester.answer(plain(`${permission.reason} ${permission.remedy}`))
  return true
}
